package org.attune.runner.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.worker.WorkerId;

/**
 * The watchdog of a node: a small shell loop in a process group of its own that ends workers whose deadline has passed,
 * by pid and start time, whatever has become of the agent. It needs no network, no JVM and no agent. It looks once a
 * second, and ends by itself when its agent is gone and nothing is left to guard.
 */
public final class Guard implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(5);

    private final Path directory;
    private final ProcessTable table;

    private Guard(Path directory, ProcessTable table) {
        this.directory = directory;
        this.table = table;
    }

    /**
     * Starts the guard of a folder, or takes over the one that an earlier agent left.
     *
     * @param directory the guard's own folder; created when absent
     * @throws IOException when it cannot be started; the node then has no guard and must say so
     */
    public static Guard start(Path directory) throws IOException {
        return start(directory, "1");
    }

    static Guard start(Path directory, String secondsBetweenLooks) throws IOException {
        ProcessTable table = new ProcessTable();
        Guard guard = new Guard(directory.toAbsolutePath(), table);
        Files.createDirectories(guard.directory.resolve("deadlines"));
        Files.createDirectories(guard.directory.resolve("ended"));
        long self = ProcessHandle.current().pid();
        ProcessTable.Entry agent =
                table.find(self).orElseThrow(() -> new IOException("this machine has no /proc, so no guard"));
        guard.write(guard.directory.resolve("agent"), self + " " + agent.startTicks());
        if (!guard.alive()) {
            guard.launch(secondsBetweenLooks);
        }
        return guard;
    }

    private void launch(String secondsBetweenLooks) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "setsid",
                        "/bin/sh",
                        "-c",
                        ProcessRuntime.script("guard.sh"),
                        "attune-guard",
                        directory.toString(),
                        secondsBetweenLooks))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().putAll(Map.of("PATH", path));
        Process process = builder.start();
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (identity().map(ProcessIdentity::pid).orElse(0L) != process.pid()) {
            try {
                if (process.waitFor(5, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                    process.destroyForcibly();
                    throw new IOException("the guard did not start in " + directory);
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the guard started", e);
            }
        }
    }

    /** Whether it runs. To be asked before each start of a worker that relies on it. */
    public boolean alive() {
        return identity().filter(table::runs).isPresent();
    }

    /** The guard's own process, or empty when none was ever started or it has ended by itself. */
    public Optional<ProcessIdentity> identity() {
        try {
            return ProcessTable.parse(Files.readString(directory.resolve("guard"), StandardCharsets.ISO_8859_1))
                    .map(ProcessTable.Entry::identity);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The clock that deadlines are given in: the kernel's monotonic seconds since boot. */
    public double uptimeSeconds() throws IOException {
        return table.uptimeSeconds();
    }

    /**
     * Sets or moves the deadline of a worker. It holds as soon as this returns.
     *
     * @param worker the worker
     * @param process the leader of its process group
     * @param uptimeSeconds when it must have been renewed, on the clock of {@link #uptimeSeconds()}
     */
    public void setDeadline(WorkerId worker, ProcessIdentity process, double uptimeSeconds) throws IOException {
        if (process.pid() <= 1) {
            throw new IllegalArgumentException("refusing to guard process " + process.pid());
        }
        write(deadline(worker), process.pid() + " " + process.startTicks() + " " + (long) Math.ceil(uptimeSeconds));
    }

    /** Sets or moves a deadline: {@link #setDeadline(WorkerId, ProcessIdentity, double)} in plain numbers. */
    public void setDeadline(WorkerId worker, long pid, long startTicks, double uptimeSeconds) throws IOException {
        setDeadline(worker, new ProcessIdentity(pid, startTicks), uptimeSeconds);
    }

    /** Takes the deadline of a worker away, because it has ended; forgets whether the guard ended it. */
    public void clear(WorkerId worker) throws IOException {
        Files.deleteIfExists(deadline(worker));
        Files.deleteIfExists(directory.resolve("ended").resolve(worker.toString()));
    }

    /** Whether the guard has ended this worker because its deadline had passed. */
    public boolean ended(WorkerId worker) {
        return Files.exists(directory.resolve("ended").resolve(worker.toString()));
    }

    /** Tells the guard that its agent ends: it stays only as long as there is something to guard. */
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(directory.resolve("agent"));
    }

    private Path deadline(WorkerId worker) {
        return directory.resolve("deadlines").resolve(worker.toString());
    }

    private void write(Path file, String line) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, line + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
