package org.attune.runner.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.UsageSample;
import org.attune.runner.runtime.Words;
import org.attune.runner.runtime.WorkerNotes;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerEnvironment;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs workers as plain processes. Each is {@code setsid sh} around the command: a session and process group of its
 * own, output appended straight to files, the exit code noted by the shell. So it outlives this JVM and loses no byte,
 * and the next agent finds it by the notes in its private directory. One thread looks after all of them.
 */
public final class ProcessRuntime implements WorkerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessRuntime.class);
    private static final Path SHELL = Path.of("/bin/sh");
    private static final String SCRIPT = script("worker.sh");

    private final ProcessSettings settings;
    private final Path setsid;
    private final ProcessTable table = new ProcessTable();
    private final GroupSignals signals = new GroupSignals();
    private final String bootId = table.bootId();
    private final ScheduledThreadPoolExecutor watcher;
    private final MemoryKills memoryKills = new MemoryKills(table);
    private final Map<WorkerId, ProcessWorker> workers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Makes a runtime for this machine.
     *
     * @throws IllegalStateException when the machine lacks {@code setsid} or {@code /bin/sh}; the message says so
     */
    public ProcessRuntime(ProcessSettings settings) {
        this.settings = settings;
        this.setsid = find("setsid");
        if (!Files.isExecutable(SHELL)) {
            throw new IllegalStateException("the process runtime needs " + SHELL);
        }
        this.watcher = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "attune-workers");
            thread.setDaemon(true);
            return thread;
        });
        watcher.setRemoveOnCancelPolicy(true);
        watcher.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public RunningWorker start(WorkerSpec spec) {
        if (closed) {
            throw new IllegalStateException("the process runtime is closed");
        }
        WorkerNotes notes = WorkerNotes.inside(spec.directory());
        Instant now = settings.clock().instant();
        ProcessWorker worker = new ProcessWorker(spec, notes, now, services());
        if (notes.exists() || workers.putIfAbsent(spec.id(), worker) != null) {
            throw new IllegalStateException("worker " + spec.id() + " was started in " + spec.directory() + " before");
        }
        try {
            launch(spec, notes, now, worker);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            worker.refuse(ExitOutcome.of(FailureKind.START_FAILED, "could not be started: " + Words.of(e)));
        }
        return worker;
    }

    private void launch(WorkerSpec spec, WorkerNotes notes, Instant now, ProcessWorker worker) throws IOException {
        List<String> command = WorkerEnvironment.command(spec);
        Map<String, String> env = WorkerEnvironment.of(spec, settings.agentEnvironment(), settings.nodeHasDevices());
        String asked = WorkerEnvironment.workdir(spec);
        notes.prepare(spec, bootId, now.toEpochMilli());
        Path workdir = workdir(spec, asked);
        CommandLookup.Found found = CommandLookup.find(command.get(0), env.getOrDefault("PATH", ""), workdir);
        if (!found.problem().isEmpty()) {
            throw new IllegalArgumentException(found.problem());
        }
        env.put("PWD", workdir.toString());
        List<String> words = new ArrayList<>();
        words.add(setsid.toString());
        words.addAll(List.of(SHELL.toString(), "-c", SCRIPT, "attune"));
        words.add(notes.ownDirectory().toString());
        words.add(found.path());
        words.addAll(command.subList(1, command.size()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(workdir.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.outFile().toFile()))
                .redirectError(ProcessBuilder.Redirect.appendTo(spec.errFile().toFile()));
        builder.environment().clear();
        builder.environment().putAll(env);
        Process process = builder.start();
        long pid = process.pid();
        Optional<ProcessIdentity> identity = table.find(pid)
                .or(() -> notes.process().flatMap(ProcessTable::parse))
                .map(ProcessTable.Entry::identity);
        // A pid without a start time has already ended; 0 never equals a real start, so nothing is taken for it.
        worker.started(identity.orElseGet(() -> new ProcessIdentity(pid, 0)));
        process.onExit().whenComplete((ended, problem) -> onWatcher(() -> worker.leaderEnded(ended.exitValue())));
    }

    private static Path workdir(WorkerSpec spec, String asked) throws IOException {
        Path workdir = spec.directory().resolve(asked).normalize();
        if (workdir.startsWith(spec.directory())) {
            Files.createDirectories(workdir);
        } else if (!Files.isDirectory(workdir)) {
            throw new NotDirectoryException("the working directory " + workdir);
        }
        return workdir;
    }

    @Override
    public List<RunningWorker> adoptAll(Path workersDirectory) {
        if (closed) {
            throw new IllegalStateException("the process runtime is closed");
        }
        List<RunningWorker> adopted = new ArrayList<>();
        if (!Files.isDirectory(workersDirectory)) {
            return adopted;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(workersDirectory)) {
            for (Path folder : folders) {
                WorkerNotes notes = WorkerNotes.inside(folder);
                if (notes.exists()) {
                    adopt(notes, folder).ifPresent(adopted::add);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("cannot list the workers in {}: {}", workersDirectory, Words.of(e));
        }
        adopted.sort(Comparator.comparing(RunningWorker::id));
        return adopted;
    }

    private Optional<RunningWorker> adopt(WorkerNotes notes, Path folder) {
        WorkerNotes.Stored stored;
        try {
            stored = notes.stored();
        } catch (IOException e) {
            LOG.warn("the notes of a worker in {} cannot be read: {}", folder, Words.of(e));
            return Optional.empty();
        }
        ProcessWorker worker =
                new ProcessWorker(stored.spec(), notes, Instant.ofEpochMilli(stored.startedMillis()), services());
        if (workers.putIfAbsent(stored.spec().id(), worker) != null) {
            return Optional.empty();
        }
        worker.adopt(stored.bootId().equals(bootId));
        return Optional.of(worker);
    }

    @Override
    public Map<WorkerId, UsageSample> usage() {
        Map<Long, WorkerId> groups = new HashMap<>();
        workers.forEach((id, worker) -> {
            if (worker.alive()) {
                worker.process().ifPresent(leader -> groups.put(leader.pid(), id));
            }
        });
        Map<WorkerId, UsageSample> used = new HashMap<>();
        if (!groups.isEmpty()) {
            table.used(groups.keySet()).forEach((group, sample) -> used.put(groups.get(group), sample));
        }
        return used;
    }

    @Override
    public void close() {
        closed = true;
        watcher.shutdown();
        signals.close();
    }

    private ProcessWorker.Services services() {
        return new ProcessWorker.Services(settings.clock(), table, signals, watcher, memoryKills, workers::remove);
    }

    private void onWatcher(Runnable task) {
        if (!closed) {
            try {
                watcher.execute(task);
            } catch (RejectedExecutionException e) {
                LOG.debug("a worker ended while its runtime closed");
            }
        }
    }

    private static Path find(String command) {
        CommandLookup.Found found =
                CommandLookup.find(command, System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/bin", Path.of("/"));
        if (!found.problem().isEmpty()) {
            throw new IllegalStateException("the process runtime needs " + found.problem());
        }
        return Path.of(found.path());
    }

    static String script(String name) {
        try (InputStream in = ProcessRuntime.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
