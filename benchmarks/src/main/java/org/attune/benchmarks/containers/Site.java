package org.attune.benchmarks.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.attune.runner.docker.DockerRuntime;
import org.attune.runner.docker.DockerSettings;
import org.attune.runner.docker.Engine;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.GangPlace;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerTemplate;

/** One engine and one folder, where workers run through Attune and containers by hand. */
final class Site implements AutoCloseable {

    static final String BASE = "attune/debian:bookworm";
    private static final String OWNER = "benchmark";
    private static final long WAIT_SECONDS = 120;
    private static final long BUILD_SECONDS = 1_800;

    final Path root;
    final String host;
    final DockerRuntime runtime;
    private int trials;

    Site(Path root) throws IOException {
        this.root = root;
        this.host = Engine.usualHost(System.getenv());
        this.runtime = new DockerRuntime(Engine.at(host), settings());
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private DockerSettings settings() {
        return new DockerSettings(
                InstantSource.system(),
                "here",
                OWNER,
                DockerSettings.NOBODY_ELSE,
                DockerSettings.NOBODY_ELSE,
                root.resolve("secrets"),
                root.resolve("memory"),
                root.resolve("prepared"),
                List.of(),
                Runtime.getRuntime().availableProcessors(),
                8L << 30,
                false,
                DockerSettings.DeviceDrivers.AUTO,
                "",
                false);
    }

    /** The specs of a new gang. */
    List<WorkerSpec> gang(int workers, ContainerTemplate container, String... command) {
        AttemptId attempt = new AttemptId("bench234", ++trials, 1);
        WorkerTemplate template = new WorkerTemplate(
                        "bench",
                        List.of(command),
                        false,
                        Map.of("OMP_NUM_THREADS", "1"),
                        "",
                        "{}",
                        Map.of(),
                        null,
                        MetricSelection.of("loss"),
                        Duration.ofSeconds(1),
                        null,
                        null,
                        "loss")
                .in(container);
        List<WorkerSpec> all = new ArrayList<>();
        for (int rank = 0; rank < workers; rank++) {
            WorkerId id = new WorkerId(attempt, rank);
            List<String> hosts = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                hosts.add("here");
            }
            all.add(new WorkerSpec(
                    id,
                    template,
                    new GangPlace(rank, workers, 0, "here", 29_500, hosts, List.of()),
                    root.resolve("workers").resolve(id.toString()),
                    root.resolve("logs").resolve(attempt.toString()),
                    root.resolve("trial" + trials + "/checkpoints"),
                    root.resolve("trial" + trials + "/artifacts"),
                    null,
                    null,
                    null,
                    1,
                    Map.of()));
        }
        return all;
    }

    /** Starts the docker command. */
    Process docker(List<String> words) throws IOException {
        List<String> all = new ArrayList<>(List.of("docker", "-H", host));
        all.addAll(words);
        return new ProcessBuilder(all)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Runs the docker command to its end. */
    void run(List<String> words) throws IOException, InterruptedException {
        Process process = docker(words);
        process.getInputStream().readAllBytes();
        if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("docker did not end: " + words);
        }
    }

    /** For what may take half an hour. */
    static void awaitLong(String what, BooleanSupplier condition) throws IOException {
        await(what, condition, BUILD_SECONDS);
    }

    static void await(String what, BooleanSupplier condition) throws IOException {
        await(what, condition, WAIT_SECONDS);
    }

    private static void await(String what, BooleanSupplier condition, long seconds) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("not within " + seconds + " s: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
    }

    @Override
    public void close() {
        runtime.close();
    }
}
