package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.attune.runner.logs.LogFiles;
import org.attune.runner.process.ProcessTable;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.TimeLimits;
import org.attune.runner.runtime.WorkerNotes;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerState;
import org.attune.runner.worker.WorkerState.Change;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One container. A thread of its own copies its logs; the stream's end is how it learns that the container may have ended,
 * and then it asks. The lock guards the state; the future is completed outside of it.
 */
final class DockerWorker implements RunningWorker {

    private static final Logger LOG = LoggerFactory.getLogger(DockerWorker.class);
    private static final int LAST_LINES = 20;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LAST_PAUSE_MILLIS = 2000;
    private static final long KILL_AGAIN_MILLIS = 1000;
    private static final long STALLED_MILLIS = 3000;
    private static final int ENGINE_LOOKS = 8;
    private static final long ENGINE_LOOK_MILLIS = 100;

    private static final int COMPLETIONS_TRIED = 20;

    /** What a worker needs from its runtime. */
    record Services(
            Engine engine,
            DockerSettings settings,
            ProcessTable table,
            ScheduledExecutorService timers,
            ExecutorService actions,
            EngineEvents events,
            GangNetworks networks) {}

    private final WorkerSpec spec;
    private final WorkerNotes notes;
    private final Instant startedAt;
    private final Services services;
    private final DockerRuntime runtime;
    private final String name;
    private final CompletableFuture<ExitOutcome> exit = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private WorkerState state = WorkerState.PREPARED;
    private @Nullable ProcessIdentity process;
    private @Nullable ContainerLogs logs;
    private WorkerNotes.@Nullable StopNote stop;
    private long stopAtMillis;
    private boolean termSent;
    private boolean killSent;
    private long killAtMillis = Long.MAX_VALUE;

    DockerWorker(WorkerSpec spec, WorkerNotes notes, Instant startedAt, Services services, DockerRuntime runtime) {
        this.spec = spec;
        this.notes = notes;
        this.startedAt = startedAt;
        this.services = services;
        this.runtime = runtime;
        this.name = ContainerPlan.name(spec.id());
    }

    @Override
    public WorkerSpec spec() {
        return spec;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public synchronized Optional<ProcessIdentity> process() {
        return Optional.ofNullable(process);
    }

    @Override
    public CompletionStage<ExitOutcome> exit() {
        return exit.minimalCompletionStage();
    }

    @Override
    public boolean alive() {
        return !exit.isDone();
    }

    /** It never ran. */
    void refuse(ExitOutcome outcome) {
        synchronized (this) {
            if (state == WorkerState.EXITED) {
                return;
            }
            change(Change.EXIT);
        }
        exit.complete(outcome);
    }

    /** Its container was started just now. */
    void started() {
        look().ifPresent(this::identify);
        synchronized (this) {
            change(Change.START);
        }
        watch();
    }

    /** Takes over what an earlier agent started. */
    void adopt(boolean sameBoot) {
        Optional<JsonNode> found = look();
        if (found.isPresent() && found.get().isMissingNode()) {
            refuse(ExitOutcome.of(FailureKind.LOST, "its agent ended before the container was created"));
            return;
        }
        if (found.isPresent() && found.get().path("Status").asText().equals("created")) {
            remove();
            refuse(ExitOutcome.of(FailureKind.LOST, "its agent ended before the container was started"));
            return;
        }
        found.ifPresent(this::identify);
        synchronized (this) {
            change(Change.START);
            stop = notes.stop().orElse(null);
            if (stop != null) {
                change(Change.STOP);
                termSent = true;
                killAtMillis = stop.killAtMillis();
            }
        }
        if (!sameBoot) {
            finish(ExitOutcome.of(FailureKind.NODE, "the machine was started anew"), Change.EXIT);
            return;
        }
        if (stopNote() != null) {
            later(this::killWhenDue, FIRST_PAUSE_MILLIS);
        }
        watch();
    }

    private synchronized WorkerNotes.@Nullable StopNote stopNote() {
        return stop;
    }

    /** Its state as the engine says it; a missing node when there is no such container, empty when it does not say. */
    private Optional<JsonNode> look() {
        try {
            return Optional.of(
                    services.engine().get("/containers/" + name + "/json").path("State"));
        } catch (EngineException e) {
            return e.status() == 404
                    ? Optional.of(com.fasterxml.jackson.databind.node.MissingNode.getInstance())
                    : Optional.empty();
        }
    }

    /** Finds its first process, where this machine and the engine's see the same processes. */
    private void identify(JsonNode seen) {
        long pid = seen.path("Pid").asLong();
        if (pid > 1) {
            Optional<ProcessIdentity> found = services.table().find(pid).map(ProcessTable.Entry::identity);
            synchronized (this) {
                process = found.orElse(null);
            }
        }
    }

    private void watch() {
        new TimeLimits(this, services.settings().clock(), this::later).arm();
        try {
            services.actions().execute(this::follow);
        } catch (RejectedExecutionException e) {
            LOG.debug("worker {} is not watched: its runtime is closed", id());
        }
    }

    /** The thread of this worker: copies until the container has ended, then finishes. */
    private void follow() {
        try (ContainerLogs copying = new ContainerLogs(
                services.engine(),
                name,
                spec.outFile(),
                spec.errFile(),
                notes.ownDirectory().resolve("logs"))) {
            synchronized (this) {
                logs = copying;
            }
            Optional<JsonNode> ended = followUntilEnded(copying);
            if (ended.isPresent()) {
                complete(copying);
                end(ended.get());
            }
            copying.closeFiles();
        } catch (IOException e) {
            LOG.error("the logs of worker {} cannot be written: {}", id(), e.toString());
            kill();
            finish(ExitOutcome.of(FailureKind.NODE, "its logs could not be written: " + e.getMessage()), Change.EXIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("watching worker {} failed", id(), e);
        }
    }

    /** The state with which it ended; empty when the runtime was closed before. */
    private Optional<JsonNode> followUntilEnded(ContainerLogs copying) throws InterruptedException {
        long pause = FIRST_PAUSE_MILLIS;
        while (closed.getCount() > 0) {
            long begun = System.nanoTime();
            try {
                copying.follow();
            } catch (IOException e) {
                LOG.debug("the log stream of worker {} broke: {}", id(), e.toString());
            }
            Optional<JsonNode> seen = closed.getCount() > 0 ? look() : Optional.empty();
            if (seen.isPresent() && hasEnded(seen.get())) {
                return seen;
            }
            boolean lasted = System.nanoTime() - begun > Duration.ofSeconds(5).toNanos();
            pause = lasted ? FIRST_PAUSE_MILLIS : Math.min(LAST_PAUSE_MILLIS, pause * 2);
            if (closed.await(pause, TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static boolean hasEnded(JsonNode seen) {
        String status = seen.path("Status").asText();
        return seen.isMissingNode() || status.equals("exited") || status.equals("dead");
    }

    /** What the stream did not bring before it ended is asked for once more. */
    private void complete(ContainerLogs copying) throws InterruptedException {
        for (int i = 0; i < COMPLETIONS_TRIED && closed.getCount() > 0; i++) {
            try {
                copying.complete();
                return;
            } catch (IOException e) {
                if (e instanceof EngineException answer && answer.status() == 404) {
                    return;
                }
                LOG.debug("the last output of worker {} is asked for again: {}", id(), e.toString());
            }
            if (closed.await(LAST_PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void end(JsonNode seen) throws InterruptedException {
        if (closed.getCount() == 0) {
            return;
        }
        if (seen.isMissingNode()) {
            finish(ExitOutcome.of(FailureKind.LOST, "somebody else removed its container"), Change.VANISH);
            return;
        }
        int code = seen.path("ExitCode").asInt();
        boolean memory = seen.path("OOMKilled").asBoolean();
        Instant at = ContainerEnd.finishedAt(seen).orElse(startedAt);
        Optional<WorkerNotes.StopNote> asked = askedBefore(at);
        boolean engineGoes = asked.isEmpty() && ContainerEnd.couldBeTheEngine(code, memory) && engineGoes();
        if (closed.getCount() == 0) {
            return;
        }
        boolean killed;
        synchronized (this) {
            killed = killSent && code >= 128;
        }
        ContainerTemplate container = spec.template().container();
        finish(
                ContainerEnd.classify(new ContainerEnd.Facts(
                        code,
                        memory,
                        engineGoes || services.events().wasAwayAbout(at),
                        asked,
                        killed,
                        container == null ? "" : container.image(),
                        code == 0 && asked.isEmpty() ? List.of() : lastLines())),
                Change.EXIT);
    }

    /**
     * Whether its engine is on its way down. One that stops turns new callers away first, and then ends its containers one
     * by one while it still answers those whom it knows.
     */
    private boolean engineGoes() throws InterruptedException {
        for (int i = 0; i < ENGINE_LOOKS; i++) {
            if (!services.engine().accepts()) {
                return true;
            }
            if (closed.await(ENGINE_LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    /** Why it was asked to end; a container that had ended by then did not end because of it. */
    private synchronized Optional<WorkerNotes.StopNote> askedBefore(Instant end) {
        return Optional.ofNullable(stop).filter(s -> stopAtMillis == 0 || end.toEpochMilli() >= stopAtMillis);
    }

    private void finish(ExitOutcome outcome, Change change) {
        synchronized (this) {
            if (state == WorkerState.EXITED || state == WorkerState.LOST) {
                return;
            }
            change(change);
        }
        exit.complete(outcome);
    }

    private List<String> lastLines() {
        List<String> errors = LogFiles.tail(spec.errFile(), LAST_LINES);
        return errors.isEmpty() ? LogFiles.tail(spec.outFile(), LAST_LINES) : errors;
    }

    /** The engine says that it has ended; its log stream, which should have ended too, may be stuck. */
    void toldEnded() {
        later(
                () -> {
                    ContainerLogs copying = logs();
                    if (copying != null && alive()) {
                        copying.interrupt();
                    }
                },
                STALLED_MILLIS);
    }

    private synchronized @Nullable ContainerLogs logs() {
        return logs;
    }

    @Override
    public void stop(FailureKind kind, String why, Duration grace) {
        long graceMillis =
                Math.max(0, Math.min(grace.toMillis(), Duration.ofDays(1).toMillis()));
        boolean ask;
        synchronized (this) {
            if (exit.isDone() || state == WorkerState.EXITED || state == WorkerState.LOST) {
                return;
            }
            killAtMillis = Math.min(killAtMillis, now() + graceMillis);
            if (stop == null) {
                stop = new WorkerNotes.StopNote(kind, why, killAtMillis);
                stopAtMillis = now();
                if (state == WorkerState.RUNNING) {
                    change(Change.STOP);
                }
            }
            try {
                notes.writeStop(new WorkerNotes.StopNote(stop.kind(), stop.why(), killAtMillis));
            } catch (IOException e) {
                LOG.warn("the stop of worker {} cannot be noted: {}", id(), e.getMessage());
            }
            ask = !termSent && graceMillis > 0;
            termSent |= ask;
        }
        if (ask) {
            act(() -> signal("SIGTERM"));
        }
        later(this::killWhenDue, Math.max(1, graceMillis));
    }

    private void killWhenDue() {
        if (!alive()) {
            return;
        }
        long wait;
        synchronized (this) {
            wait = killAtMillis == Long.MAX_VALUE ? 0 : killAtMillis - now();
            killSent |= wait <= 0;
        }
        if (wait <= 0) {
            act(() -> signal("SIGKILL"));
            // The engine may have been away, or the container may not have been started yet.
            later(this::killWhenDue, KILL_AGAIN_MILLIS);
        } else {
            later(this::killWhenDue, wait);
        }
    }

    private void signal(String signal) {
        try {
            services.engine().post("/containers/" + name + "/kill?signal=" + signal, null);
        } catch (EngineException e) {
            // 409: it does not run (any more); 404: it is not there (yet)
            if (e.status() != 409 && e.status() != 404) {
                LOG.warn("worker {} did not get {}: {}", id(), signal, e.getMessage());
            }
        }
    }

    /** Removes the container, whatever it does; no container is fine. */
    void remove() {
        try {
            services.engine().delete("/containers/" + name + "?force=1&v=1");
        } catch (EngineException e) {
            if (e.status() == 409) {
                // somebody removes it already
                return;
            }
            LOG.warn("the container of worker {} stays until the next look for orphans: {}", id(), e.getMessage());
        }
    }

    @Override
    public void discard() {
        if (alive()) {
            throw new IllegalStateException("worker " + id() + " has not ended");
        }
        remove();
        if (spec.place().worldSize() > 1) {
            services.networks().release(id().attempt());
        }
        try {
            SecretCopies.delete(runtime.secretCopies(id()));
            notes.delete();
        } catch (IOException e) {
            LOG.warn("the directory of worker {} cannot be deleted: {}", id(), e.toString());
        }
        runtime.forget(id());
    }

    /** Stops watching; the container runs on. */
    void close() {
        closed.countDown();
        ContainerLogs copying = logs();
        if (copying != null) {
            copying.close();
        }
    }

    private void change(Change change) {
        state = WorkerState.TRANSITIONS
                .next(state, change)
                .orElseThrow(() -> new IllegalStateException("worker " + id() + ": no " + change + " while " + state));
    }

    private void act(Runnable task) {
        try {
            services.actions().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("worker {} is no longer watched: its runtime is closed", id());
        }
    }

    private void later(Runnable task, long millis) {
        try {
            services.timers()
                    .schedule(
                            () -> {
                                try {
                                    task.run();
                                } catch (RuntimeException e) {
                                    LOG.error("watching worker {} failed", id(), e);
                                }
                            },
                            millis,
                            TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("worker {} is no longer watched: its runtime is closed", id());
        }
    }

    private long now() {
        return services.settings().clock().millis();
    }

    @Override
    public String toString() {
        return id().toString();
    }
}
