package org.attune.cluster.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.cluster.wire.HeldShare;
import org.attune.cluster.wire.ShareClaim;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.device.DeviceHealth;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.worker.GangPlace;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerTemplate;
import org.jspecify.annotations.Nullable;

/** Gets shares ready: files, ports, directories; and writes the specs of their workers. */
final class SharePreparation {

    private static final String ROUND = "attune.round";
    private static final String CPUS = "attune.cpus";
    private static final String MEMORY = "attune.memory";
    private static final String LEASED = "attune.leased";
    private static final int WORDS_MAX = 1000;
    private static final int PORTS_REMEMBERED = 256;

    private final AgentSettings settings;
    private final StudyFiles files;
    private final WorkerRuntime runtime;
    private final Set<Integer> recentPorts = new LinkedHashSet<>();

    SharePreparation(AgentSettings settings, StudyFiles files, WorkerRuntime runtime) {
        this.settings = settings;
        this.files = files;
        this.runtime = runtime;
    }

    /** Whether nothing is to be waited for. */
    boolean isQuick(WorkerTemplate template, List<RankPlace> places) {
        @Nullable String digest = template.filesDigest();
        return places.stream().allMatch(place -> place.devices().isEmpty())
                && (digest == null || files.isReady(digest))
                && runtime.isReady(template);
    }

    /** Fetches what is missing, and says what was done. Blocks. */
    List<String> fetch(WorkerTemplate template, List<RankPlace> places) {
        List<String> devices =
                places.stream().flatMap(place -> place.devices().stream()).toList();
        String problem = DeviceHealth.problem(devices);
        if (!problem.isEmpty()) {
            throw new IllegalStateException(problem);
        }
        @Nullable String digest = template.filesDigest();
        if (digest != null) {
            try {
                files.get(digest);
            } catch (IOException e) {
                throw new UncheckedIOException("the study's files cannot be had: " + e.getMessage(), e);
            }
        }
        try {
            return runtime.makeReady(template, files.source()::fetch);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** What a failed fetch says to people. */
    static String words(Throwable failure) {
        @Nullable Throwable cause = failure.getCause();
        String message = String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
        return message.length() > WORDS_MAX ? message.substring(0, WORDS_MAX) : message;
    }

    /** A port that is free now and was not given out lately: its worker binds it only some time later. */
    synchronized int freePort() {
        try {
            for (int attempt = 0; ; attempt++) {
                try (ServerSocket socket = new ServerSocket(0)) {
                    int port = socket.getLocalPort();
                    if (recentPorts.add(port) || attempt == 20) {
                        if (recentPorts.size() > PORTS_REMEMBERED) {
                            recentPorts.remove(recentPorts.iterator().next());
                        }
                        return port;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    WorkerSpec spec(LocalShare share, RankPlace place, ToAgent.Start start) {
        WorkerId id = new WorkerId(share.attempt, place.rank());
        @Nullable String digest = share.template.filesDigest();
        Path trial = settings.trialDirectory(share.attempt);
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("attune.node", settings.name());
        labels.put(ROUND, String.valueOf(share.round));
        labels.put(CPUS, String.valueOf(share.each.cpus()));
        labels.put(MEMORY, String.valueOf(share.each.memoryBytes()));
        labels.put(LEASED, String.valueOf(share.endsWithItsLease));
        return new WorkerSpec(
                id,
                share.template,
                new GangPlace(
                        place.rank(),
                        start.hostsByRank().size(),
                        0,
                        start.masterAddress(),
                        start.masterPort(),
                        start.hostsByRank(),
                        place.devices()),
                settings.workersDirectory().resolve(id.toString()),
                settings.logsOf(share.attempt),
                trial.resolve("checkpoints"),
                trial.resolve("artifacts"),
                digest == null ? null : files.folder(digest),
                settings.apiUrl().orElse(null),
                settings.trialTokens()
                        .map(tokens -> tokens.apply(share.attempt))
                        .orElse(null),
                share.epoch.value(),
                labels);
    }

    /** The share of workers that an agent before has started: they say themselves what they hold. */
    LocalShare adopted(List<RunningWorker> workers, long incarnation, long nowNanos) {
        WorkerSpec first = workers.get(0).spec();
        Map<String, String> labels = first.labels();
        Resources each = new Resources(
                Double.parseDouble(labels.getOrDefault(CPUS, "1")),
                Long.parseLong(labels.getOrDefault(MEMORY, "0")),
                first.place().devices().size());
        List<RankPlace> places = workers.stream()
                .map(w -> new RankPlace(
                        w.id().rank(),
                        settings.name(),
                        incarnation,
                        w.spec().place().devices()))
                .toList();
        LocalShare share = new LocalShare(
                first.id().attempt(),
                new Epoch(first.epoch()),
                Integer.parseInt(labels.getOrDefault(ROUND, "1")),
                each,
                places,
                first.template(),
                Boolean.parseBoolean(labels.getOrDefault(LEASED, "false")));
        share.phase = HeldShare.Phase.STARTED;
        share.claim = new ShareClaim(0, settings.host(), first.place().masterPort());
        share.leaseUntilNanos = nowNanos + settings.lease().length().toNanos();
        // what the guard has is older; the next answer moves it
        share.guardedUntilNanos = nowNanos;
        return share;
    }
}
