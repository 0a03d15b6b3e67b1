package org.attune.cluster.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.wire.NodeOffer;
import org.attune.runner.device.Device;
import org.attune.runner.device.DeviceInventory;
import org.attune.runner.worker.AttemptId;

/**
 * What an agent is told about its machine and its place.
 *
 * @param name the node's name, unique in the fleet: 1 to 64 letters, digits, dots, dashes and underscores
 * @param host where workers on other nodes reach the workers of this one
 * @param dataDirectory the data directory (DIR); the agent's own state is {@code agents/<name>/} in it
 * @param logDirectory where {@code <uid>/<trial>/a<n>/r<rank>.out} go: {@code DIR/logs} of the server when it is the same
 *     machine
 * @param sharedDirectory the same path on every node, for checkpoints and artifacts; empty keeps them on the node
 * @param cpus CPUs to offer, above 0
 * @param memoryBytes memory to offer
 * @param devices devices to offer, in the order in which they are given out
 * @param labels labels of its own
 * @param apiUrl the API's base URL as workers here reach it, when they can
 * @param trialTokens writes the file with a trial's own token, where workers are given one
 * @param containers what its operator says about containers
 * @param lease the times that scheduler and agents share
 */
public record AgentSettings(
        String name,
        String host,
        Path dataDirectory,
        Path logDirectory,
        Optional<Path> sharedDirectory,
        double cpus,
        long memoryBytes,
        DeviceInventory devices,
        Map<String, String> labels,
        Optional<String> apiUrl,
        Optional<Function<AttemptId, Path>> trialTokens,
        ContainerRules containers,
        LeaseSettings lease) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int LABELS_MAX = 100;

    /** Checks names, numbers and limits; paths become absolute. */
    public AgentSettings {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name of a node: \"" + name + "\" (expected: 1 to 64 letters, digits, dots, dashes, underscores)");
        }
        Objects.requireNonNull(host, "host");
        dataDirectory = dataDirectory.toAbsolutePath();
        logDirectory = logDirectory.toAbsolutePath();
        sharedDirectory = sharedDirectory.map(Path::toAbsolutePath);
        if (!(cpus > 0) || Double.isInfinite(cpus)) {
            throw new IllegalArgumentException("cpus: " + cpus + " (expected: > 0)");
        }
        Objects.requireNonNull(devices, "devices");
        labels = Map.copyOf(labels);
        if (labels.size() > LABELS_MAX) {
            throw new IllegalArgumentException("a node has at most " + LABELS_MAX + " labels, not " + labels.size());
        }
    }

    /** The agent's own folder. */
    public Path agentDirectory() {
        return dataDirectory.resolve("agents").resolve(name);
    }

    /** Where the private directories of workers stand. */
    public Path workersDirectory() {
        return agentDirectory().resolve("workers");
    }

    /** Where unpacked files of studies stand, by digest. */
    public Path filesDirectory() {
        return agentDirectory().resolve("files");
    }

    /** Where the node's secrets stand. */
    Path secretsDirectory() {
        return agentDirectory().resolve("secrets");
    }

    Path trialDirectory(AttemptId attempt) {
        return sharedDirectory
                .orElse(dataDirectory)
                .resolve("studies")
                .resolve(attempt.studyUid())
                .resolve(String.valueOf(attempt.trial()));
    }

    Path logsOf(AttemptId attempt) {
        return logDirectory
                .resolve(attempt.studyUid())
                .resolve(String.valueOf(attempt.trial()))
                .resolve("a" + attempt.attempt());
    }

    List<NodeOffer.Device> offeredDevices() {
        return devices.devices().stream()
                .map(d -> new NodeOffer.Device(d.id(), d.model()))
                .toList();
    }

    Resources total() {
        return new Resources(cpus, memoryBytes, devices.devices().size());
    }

    /** Its own labels and the built-in ones; the built-in ones win. */
    Map<String, String> allLabels() {
        Map<String, String> all = new HashMap<>(labels);
        all.put("host", hostName());
        all.put("os", System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT));
        all.put("arch", System.getProperty("os.arch", "unknown"));
        all.put("cpus", cpus == Math.rint(cpus) ? String.valueOf((long) cpus) : String.valueOf(cpus));
        all.put("gpu.count", String.valueOf(devices.devices().size()));
        devices.devices().stream()
                .map(Device::model)
                .filter(model -> !model.isEmpty())
                .findFirst()
                .ifPresent(model -> all.put("gpu.model", model));
        devices.devices().stream().mapToLong(Device::memoryBytes).min().ifPresent(least -> {
            if (least > 0) {
                all.put("gpu.memory", String.valueOf(least >> 20));
            }
        });
        if (devices.shares() > 1) {
            all.put("gpu.shared", "true");
            all.put("gpu.share", String.format(Locale.ROOT, "%.4f", 1.0 / devices.shares()));
        }
        return all;
    }

    private String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
