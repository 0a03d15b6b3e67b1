package org.attune.runner.docker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.DeviceShares;
import org.attune.runner.worker.GangPlace;
import org.attune.runner.worker.WorkerEnvironment;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;

/**
 * What the engine is asked for one worker: its name, its labels and everything that hardens it. The one place where it is
 * decided. Pure: the same spec, settings and image give the same words.
 */
final class ContainerPlan {

    static final String OWNER = "attune.owner";
    static final String SPEC = "attune.spec";
    static final String WORKER = "attune.worker";
    static final String PREPARE = "attune.prepare";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path HOME = Path.of("/attune");
    private static final Path WORKER_SEEN = HOME.resolve("worker");
    private static final Path TRIAL_SEEN = HOME.resolve("trial");
    private static final Path FILES_SEEN = HOME.resolve("files");
    private static final long DEFAULT_SHM = 1L << 30;
    private static final long TMP_MAX = 1L << 30;
    private static final int PIDS_MAX = 4096;
    private static final int OOM_SCORE = 500;

    private final WorkerSpec spec;
    private final ContainerTemplate container;
    private final DockerSettings settings;

    ContainerPlan(WorkerSpec spec, DockerSettings settings) {
        this.spec = spec;
        this.settings = settings;
        this.container = Objects.requireNonNull(spec.template().container(), "a worker without a container");
    }

    /** The container's name: the same for the same worker, so that creating it twice makes one. */
    static String name(WorkerId id) {
        return "attune-" + id;
    }

    /** The network of a gang of several workers on one machine. */
    static String network(AttemptId attempt) {
        return "attune-" + attempt;
    }

    /** Where the worker finds the study's files. */
    static Path filesSeen() {
        return FILES_SEEN;
    }

    boolean isolated() {
        return container.isolated() || settings.isolated();
    }

    /** Whether the gang has a network of its own: all its workers are on this machine. */
    boolean ownNetwork() {
        GangPlace place = spec.place();
        return place.worldSize() > 1 && place.hostsByRank().stream().distinct().count() == 1;
    }

    private String networkMode() {
        if (ownNetwork()) {
            return network(spec.id().attempt());
        }
        if (isolated()) {
            if (spec.place().worldSize() > 1) {
                throw new IllegalArgumentException("network: none needs all workers of the gang on one node");
            }
            return "none";
        }
        return spec.place().worldSize() > 1 ? "host" : "bridge";
    }

    /** The worker as it sees itself: other paths, and the names of its neighbours. */
    private WorkerSpec seen() {
        GangPlace place = spec.place();
        List<String> hosts = place.hostsByRank();
        String master = place.masterAddress();
        if (ownNetwork()) {
            hosts = new ArrayList<>();
            for (int rank = 0; rank < place.worldSize(); rank++) {
                hosts.add(name(new WorkerId(spec.id().attempt(), rank)));
            }
            master = hosts.get(0);
        } else if (place.worldSize() == 1) {
            hosts = List.of("127.0.0.1");
            master = "127.0.0.1";
        }
        GangPlace inside = new GangPlace(
                place.rank(), place.worldSize(), place.localRank(), master, place.masterPort(), hosts, place.devices());
        @Nullable String api = apiReachable() ? spec.apiUrl() : null;
        return new WorkerSpec(
                spec.id(),
                spec.template(),
                inside,
                WORKER_SEEN,
                spec.logDirectory(),
                TRIAL_SEEN.resolve("checkpoints"),
                TRIAL_SEEN.resolve("artifacts"),
                spec.filesDirectory() == null ? null : FILES_SEEN,
                api,
                api == null || spec.tokenFile() == null ? null : HOME.resolve("token"),
                spec.epoch(),
                spec.labels());
    }

    /** A loopback address is another machine's inside of a container. */
    boolean apiReachable() {
        @Nullable String api = spec.apiUrl();
        if (api == null || isolated()) {
            return false;
        }
        String host = String.valueOf(URI.create(api).getHost());
        return !host.equals("localhost") && !host.startsWith("127.") && !host.equals("[::1]");
    }

    Map<String, String> environment() {
        Map<String, String> env = new TreeMap<>(WorkerEnvironment.of(seen(), Map.of(), settings.nodeHasDevices()));
        Map<String, String> own = spec.template().env();
        if (!own.containsKey("PATH")) {
            // The image's own holds.
            env.remove("PATH");
        }
        // Devices are numbered anew inside.
        env.remove("CUDA_VISIBLE_DEVICES");
        if (spec.place().devices().isEmpty()) {
            env.put("NVIDIA_VISIBLE_DEVICES", "void");
        } else {
            env.remove("NVIDIA_VISIBLE_DEVICES");
        }
        if (!spec.place().devices().isEmpty() && settings.drivers() == DockerSettings.DeviceDrivers.VOLUME) {
            env.merge(
                    "LD_LIBRARY_PATH",
                    DriverFiles.VOLUME + "/lib64:" + DriverFiles.VOLUME + "/lib",
                    (theirs, driver) -> theirs + ":" + driver);
        }
        env.putIfAbsent("HOME", "/tmp");
        ContainerTemplate.Prepared prepared = container.prepared();
        if (prepared != null) {
            env.put("ATTUNE_PREPARED_DIR", prepared.target());
        }
        // The init process passes signals on to all of the command's processes, as a process worker gets them.
        env.put("TINI_KILL_PROCESS_GROUP", "1");
        if (networkMode().equals("host") && !settings.interfaceName().isEmpty()) {
            env.putIfAbsent("GLOO_SOCKET_IFNAME", settings.interfaceName());
            env.putIfAbsent("NCCL_SOCKET_IFNAME", "=" + settings.interfaceName());
        } else if (ownNetwork()) {
            env.putIfAbsent("GLOO_SOCKET_IFNAME", "eth0");
            env.putIfAbsent("NCCL_SOCKET_IFNAME", "=eth0");
        }
        return env;
    }

    Map<String, String> labels() {
        WorkerId id = spec.id();
        Map<String, String> labels = new TreeMap<>(spec.labels());
        labels.put("attune.node", settings.node());
        labels.put(OWNER, settings.owner());
        labels.put(WORKER, id.toString());
        labels.put("attune.study", id.attempt().studyUid());
        labels.put("attune.trial", Integer.toString(id.attempt().trial()));
        labels.put("attune.attempt", Integer.toString(id.attempt().attempt()));
        labels.put("attune.rank", Integer.toString(id.rank()));
        labels.put("attune.world", Integer.toString(spec.place().worldSize()));
        labels.put("attune.epoch", Long.toString(spec.epoch()));
        labels.put("attune.devices", String.join(",", spec.place().devices()));
        return labels;
    }

    /**
     * The body of the request that creates it.
     *
     * @param imageWorkdir the working directory that the image names, empty when it names none
     * @param secretCopies the folder with this worker's secrets
     * @param subnet the first three numbers of the gang's own network; empty without one
     */
    ObjectNode create(String imageWorkdir, Path secretCopies, String subnet) {
        ObjectNode body = JSON.createObjectNode();
        body.put("Image", container.image());
        ArrayNode entry = body.putArray("Entrypoint");
        WorkerEnvironment.command(seen()).forEach(entry::add);
        body.putArray("Cmd");
        ArrayNode env = body.putArray("Env");
        environment().forEach((name, value) -> env.add(name + "=" + value));
        body.put("WorkingDir", workdir(imageWorkdir));
        body.put("User", settings.uid() + ":" + settings.gid());
        body.put("Hostname", "rank-" + spec.place().rank());
        body.put("Tty", false).put("OpenStdin", false);
        ObjectNode host = hostConfig(secretCopies);
        body.set("HostConfig", host);
        if (ownNetwork()) {
            neighbours(body, host, subnet);
        }
        String digest = digest(body);
        ObjectNode labels = body.putObject("Labels");
        labels().forEach(labels::put);
        labels.put(SPEC, digest);
        return body;
    }

    /** Fixed addresses, and names for them that are known before the neighbours run. */
    private void neighbours(ObjectNode body, ObjectNode host, String subnet) {
        ArrayNode names = host.putArray("ExtraHosts");
        for (int rank = 0; rank < spec.place().worldSize(); rank++) {
            names.add(name(new WorkerId(spec.id().attempt(), rank)) + ":" + GangNetworks.address(subnet, rank));
        }
        body.putObject("NetworkingConfig")
                .putObject("EndpointsConfig")
                .putObject(networkMode())
                .putObject("IPAMConfig")
                .put("IPv4Address", GangNetworks.address(subnet, spec.place().rank()));
    }

    private String workdir(String imageWorkdir) {
        String asked = WorkerEnvironment.workdir(seen());
        if (asked.isEmpty() && spec.filesDirectory() == null && imageWorkdir.length() > 1) {
            return imageWorkdir;
        }
        return WORKER_SEEN.resolve(asked).normalize().toString();
    }

    /** The folder that the working directory is below the private directory, where it is to be made; or null. */
    @Nullable
    Path workdirToMake() {
        Path workdir = WORKER_SEEN.resolve(WorkerEnvironment.workdir(seen())).normalize();
        return workdir.startsWith(WORKER_SEEN) ? spec.directory().resolve(WORKER_SEEN.relativize(workdir)) : null;
    }

    private ObjectNode hostConfig(Path secretCopies) {
        ObjectNode host = hardened(container, settings);
        host.put("NetworkMode", networkMode());
        mounts(host.putArray("Mounts"), secretCopies);
        if (!spec.place().devices().isEmpty()) {
            if (settings.drivers() == DockerSettings.DeviceDrivers.VOLUME) {
                driverFiles(host);
            } else {
                devices(host.putArray("DeviceRequests").addObject());
            }
        }
        return host;
    }

    /**
     * The body of the request for the container that prepares data.
     *
     * @param data the folder that it fills
     */
    static ObjectNode prepare(
            DockerSettings settings, ContainerTemplate container, ContainerTemplate.Prepared prepared, Path data) {
        ObjectNode body = JSON.createObjectNode();
        body.put("Image", prepared.image());
        ArrayNode entry = body.putArray("Entrypoint");
        prepared.command().forEach(entry::add);
        body.putArray("Cmd");
        body.putArray("Env").add("HOME=/tmp").add("PYTHONUNBUFFERED=1").add("ATTUNE_PREPARED_DIR=" + prepared.target());
        body.put("User", settings.uid() + ":" + settings.gid());
        body.put("Tty", false).put("OpenStdin", false);
        ObjectNode host = hardened(container, settings);
        host.put("NetworkMode", container.isolated() || settings.isolated() ? "none" : "bridge");
        ArrayNode mounts = host.putArray("Mounts");
        mount(mounts, data, target(prepared.target()), false);
        for (ContainerTemplate.Volume volume : container.volumes()) {
            mount(mounts, VolumeRules.allowed(volume.source(), settings.volumeRoots()), target(volume.target()), true);
        }
        body.set("HostConfig", host);
        ObjectNode labels = body.putObject("Labels");
        labels.put("attune.node", settings.node()).put(OWNER, settings.owner());
        labels.put(PREPARE, prepared.key());
        return body;
    }

    /** What holds for every container. */
    private static ObjectNode hardened(ContainerTemplate container, DockerSettings settings) {
        ObjectNode host = JSON.createObjectNode();
        host.put("Init", true).put("AutoRemove", false).put("Privileged", false);
        host.put("ReadonlyRootfs", true).put("IpcMode", "private");
        host.putArray("CapDrop").add("ALL");
        host.putArray("SecurityOpt").add("no-new-privileges");
        host.putObject("RestartPolicy").put("Name", "no");
        host.put("PidsLimit", PIDS_MAX).put("OomScoreAdj", OOM_SCORE);
        host.put("NanoCpus", (long) (Math.min(container.cpus(), settings.cpus()) * 1e9));
        long memory = memory(container, settings);
        if (memory > 0) {
            host.put("Memory", memory).put("MemorySwap", memory);
        }
        long half = memory > 0 ? Math.max(memory / 2, 1 << 20) : Long.MAX_VALUE;
        long shm = container.shmBytes() > 0 ? container.shmBytes() : DEFAULT_SHM;
        host.put("ShmSize", container.shmBytes() > 0 ? shm : Math.min(shm, half));
        host.putObject("Tmpfs").put("/tmp", "rw,nosuid,nodev,mode=1777,size=" + Math.min(TMP_MAX, half));
        ObjectNode core = host.putArray("Ulimits").addObject();
        core.put("Name", "core").put("Soft", 0).put("Hard", 0);
        ObjectNode log = host.putObject("LogConfig").put("Type", "json-file");
        // Large, as an engine that rotates a file while it is followed may send parts of it twice.
        log.putObject("Config").put("max-size", "512m").put("max-file", "2");
        return host;
    }

    private static long memory(ContainerTemplate container, DockerSettings settings) {
        long most = settings.memoryBytes();
        if (container.memoryBytes() == 0) {
            return most;
        }
        return most == 0 ? container.memoryBytes() : Math.min(most, container.memoryBytes());
    }

    private void mounts(ArrayNode mounts, Path secretCopies) {
        Path own = spec.ownDirectory();
        Path ownSeen = WORKER_SEEN.resolve(".attune");
        mount(mounts, spec.directory(), WORKER_SEEN, false);
        // What the agent writes there nothing in the container can put a link in place of.
        mount(mounts, own, ownSeen, true);
        mount(mounts, spec.metricsFile(), ownSeen.resolve("metrics.jsonl"), false);
        mount(mounts, own.resolve("hypertune"), ownSeen.resolve("hypertune"), false);
        @Nullable Path trial = spec.checkpointDirectory().getParent();
        if (trial != null && trial.equals(spec.artifactDirectory().getParent())) {
            mount(mounts, trial, TRIAL_SEEN, true);
        }
        mount(mounts, spec.checkpointDirectory(), TRIAL_SEEN.resolve("checkpoints"), false);
        mount(mounts, spec.artifactDirectory(), TRIAL_SEEN.resolve("artifacts"), false);
        if (spec.filesDirectory() != null) {
            mount(mounts, spec.filesDirectory(), FILES_SEEN, true);
        }
        if (apiReachable() && spec.tokenFile() != null) {
            mount(mounts, secretCopies.resolve(SecretCopies.TOKEN), HOME.resolve("token"), true);
        }
        for (ContainerTemplate.Secret secret : container.secrets()) {
            mount(mounts, secretCopies.resolve(secret.name()), Path.of(secret.file()), true);
        }
        for (ContainerTemplate.Volume volume : container.volumes()) {
            Path source = VolumeRules.allowed(volume.source(), settings.volumeRoots());
            mount(mounts, source, target(volume.target()), volume.readOnly());
        }
        ContainerTemplate.Prepared prepared = container.prepared();
        if (prepared != null) {
            mount(mounts, PreparedData.folder(settings, prepared.key()), target(prepared.target()), true);
        }
    }

    private static Path target(String target) {
        Path path = Path.of(target).normalize();
        if (!path.isAbsolute() || path.getNameCount() == 0 || path.startsWith(HOME)) {
            throw new IllegalArgumentException("a volume cannot be mounted at " + target);
        }
        return path;
    }

    private static void mount(ArrayNode mounts, Path source, Path target, boolean readOnly) {
        ObjectNode mount = mounts.addObject();
        mount.put("Type", "bind").put("Source", source.toString());
        mount.put("Target", target.toString()).put("ReadOnly", readOnly);
        mount.putObject("BindOptions").put("Propagation", "rprivate");
    }

    private void driverFiles(ObjectNode host) {
        ArrayNode devices = host.putArray("Devices");
        for (String file : DriverFiles.of(DeviceShares.devices(spec.place().devices()))) {
            devices.addObject()
                    .put("PathOnHost", file)
                    .put("PathInContainer", file)
                    .put("CgroupPermissions", "rw");
        }
        mount(host.withArray("Mounts"), DriverFiles.VOLUME, DriverFiles.VOLUME, true);
    }

    private void devices(ObjectNode request) {
        boolean cdi = settings.drivers() == DockerSettings.DeviceDrivers.CDI;
        request.put("Driver", cdi ? "cdi" : "nvidia");
        ArrayNode ids = request.putArray("DeviceIDs");
        DeviceShares.devices(spec.place().devices()).forEach(id -> ids.add(cdi ? "nvidia.com/gpu=" + id : id));
        if (!cdi) {
            request.putArray("Capabilities")
                    .addArray()
                    .add("gpu")
                    .add("compute")
                    .add("utility");
        }
    }

    private static String digest(ObjectNode body) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(body.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
