package org.attune.runner.process;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.attune.runner.logs.LogFiles;
import org.attune.runner.runtime.ExitClassifier;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.TimeLimits;
import org.attune.runner.runtime.Words;
import org.attune.runner.runtime.WorkerNotes;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerState;
import org.attune.runner.worker.WorkerState.Change;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process worker. Its lock guards its state; the futures are completed outside of it. All timers run on the
 * runtime's one thread.
 */
final class ProcessWorker implements RunningWorker {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessWorker.class);
    private static final int LAST_LINES = 20;
    private static final long ADOPTED_POLL_MILLIS = 50;
    private static final long DRAIN_POLL_MILLIS = 20;
    private static final long SLOW_POLL_MILLIS = 250;

    /** What a worker needs from its runtime. */
    record Services(
            InstantSource clock,
            ProcessTable table,
            GroupSignals signals,
            ScheduledExecutorService timers,
            MemoryKills memoryKills,
            Consumer<WorkerId> forget) {}

    private final WorkerSpec spec;
    private final WorkerNotes notes;
    private final Instant startedAt;
    private final Services services;
    private final CompletableFuture<ExitOutcome> exit = new CompletableFuture<>();

    private WorkerState state = WorkerState.PREPARED;
    private @Nullable ProcessIdentity process;
    private WorkerNotes.@Nullable StopNote stop;
    private boolean leaderEnded;
    private OptionalInt leaderCode = OptionalInt.empty();
    private OptionalDouble cpuSeconds = OptionalDouble.empty();
    private boolean termSent;
    private boolean killSent;
    private long killAtMillis = Long.MAX_VALUE;

    ProcessWorker(WorkerSpec spec, WorkerNotes notes, Instant startedAt, Services services) {
        this.spec = spec;
        this.notes = notes;
        this.startedAt = startedAt;
        this.services = services;
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
    public synchronized OptionalDouble cpuSecondsInAll() {
        return cpuSeconds;
    }

    @Override
    public boolean alive() {
        return !exit.isDone();
    }

    /** It never ran. */
    void refuse(ExitOutcome outcome) {
        synchronized (this) {
            change(Change.EXIT);
        }
        exit.complete(outcome);
    }

    /** Its shell has begun. */
    void started(ProcessIdentity identity) {
        synchronized (this) {
            process = identity;
            change(Change.START);
        }
        armLimits();
    }

    /** Takes over what an earlier agent started. */
    void adopt(boolean sameBoot) {
        Optional<ProcessTable.Entry> noted = notes.process().flatMap(ProcessTable::parse);
        if (noted.isEmpty()) {
            try {
                // The shell of a start that was cut off may still be on its way; it looks for this after its own note.
                notes.writeVoid();
            } catch (IOException e) {
                LOG.warn("worker {} cannot be declared void: {}", id(), Words.of(e));
            }
            noted = notes.process().flatMap(ProcessTable::parse);
        }
        if (noted.isEmpty()) {
            refuse(ExitOutcome.of(FailureKind.LOST, "its agent ended before the command was started"));
            return;
        }
        boolean over;
        synchronized (this) {
            process = noted.get().identity();
            change(Change.START);
            stop = notes.stop().orElse(null);
            if (stop != null) {
                change(Change.STOP);
                termSent = true;
                killAtMillis = stop.killAtMillis();
            }
            over = !sameBoot || !services.table().runs(process);
        }
        if (!sameBoot) {
            finish(true);
        } else if (over) {
            leaderGone(OptionalInt.empty());
        } else {
            armLimits();
            if (stopNote() != null) {
                later(this::killWhenDue, DRAIN_POLL_MILLIS);
            }
            later(this::watchAdopted, ADOPTED_POLL_MILLIS);
        }
    }

    private synchronized WorkerNotes.@Nullable StopNote stopNote() {
        return stop;
    }

    private void watchAdopted() {
        ProcessIdentity identity = process().orElseThrow();
        if (services.table().runs(identity)) {
            later(this::watchAdopted, ADOPTED_POLL_MILLIS);
        } else {
            leaderGone(OptionalInt.empty());
        }
    }

    /** The JVM's own child, the shell, has ended with this code. */
    void leaderEnded(int code) {
        leaderGone(OptionalInt.of(code));
    }

    private void leaderGone(OptionalInt code) {
        OptionalInt noted = notes.exitCode();
        synchronized (this) {
            leaderEnded = true;
            leaderCode = noted.isPresent() ? noted : code;
        }
        drain();
    }

    /** Waits until nothing of the group is left; asks leftovers to end, then kills them. */
    private void drain() {
        long group = process().orElseThrow().pid();
        boolean members = services.signals().send("0", group)
                && !services.table().group(group).isEmpty();
        if (!members) {
            finish(false);
            return;
        }
        synchronized (this) {
            if (!termSent) {
                termSent = true;
                services.signals().send("TERM", group);
                killAtMillis = Math.min(
                        killAtMillis, now() + spec.template().stopGrace().toMillis());
            }
        }
        boolean due = killIfDue();
        later(this::drain, due ? SLOW_POLL_MILLIS : DRAIN_POLL_MILLIS);
    }

    @Override
    public void stop(FailureKind kind, String why, Duration grace) {
        long graceMillis =
                Math.max(0, Math.min(grace.toMillis(), Duration.ofDays(1).toMillis()));
        synchronized (this) {
            if (exit.isDone()) {
                return;
            }
            long killAt = now() + graceMillis;
            killAtMillis = Math.min(killAtMillis, killAt);
            // A command that has already ended by itself did not end because of this.
            if (stop == null && !leaderEnded && notes.exitCode().isEmpty()) {
                stop = new WorkerNotes.StopNote(kind, why, killAt);
                change(Change.STOP);
            }
            if (stop != null) {
                try {
                    notes.writeStop(new WorkerNotes.StopNote(stop.kind(), stop.why(), killAtMillis));
                } catch (IOException e) {
                    LOG.warn("the stop of worker {} cannot be noted: {}", id(), Words.of(e));
                }
            }
            ProcessIdentity identity = process;
            if (identity != null && !termSent && graceMillis > 0) {
                termSent = true;
                services.signals().send("TERM", identity.pid());
            }
        }
        if (graceMillis == 0) {
            killIfDue();
        }
        later(this::killWhenDue, Math.max(1, graceMillis));
    }

    private void killWhenDue() {
        if (alive()) {
            long wait;
            synchronized (this) {
                wait = killAtMillis == Long.MAX_VALUE ? 0 : killAtMillis - now();
            }
            if (wait <= 0) {
                killIfDue();
                // Members that were being forked meanwhile may have escaped the first one.
                later(this::killWhenDue, SLOW_POLL_MILLIS);
            } else {
                later(this::killWhenDue, wait);
            }
        }
    }

    private synchronized boolean killIfDue() {
        ProcessIdentity identity = process;
        if (identity == null || exit.isDone() || now() < killAtMillis) {
            return false;
        }
        killSent = true;
        services.signals().send("KILL", identity.pid());
        return true;
    }

    private void finish(boolean rebooted) {
        ExitOutcome outcome;
        synchronized (this) {
            if (exit.isDone() || state == WorkerState.EXITED || state == WorkerState.LOST) {
                return;
            }
            OptionalInt code = rebooted ? notes.exitCode() : leaderCode;
            boolean success = code.isPresent() && code.getAsInt() == 0 && stop == null;
            outcome = ExitClassifier.classify(new ExitClassifier.Facts(
                    code,
                    Optional.ofNullable(stop),
                    killSent && !leaderEndedByItself(code),
                    code.isPresent()
                            && code.getAsInt() == 137
                            && services.memoryKills().sinceLastAsked(),
                    success ? List.of() : lastLines()));
            cpuSeconds = notes.cpuSeconds();
            change(outcome.kind() == FailureKind.LOST ? Change.VANISH : Change.EXIT);
        }
        exit.complete(outcome);
    }

    private static boolean leaderEndedByItself(OptionalInt code) {
        return code.isPresent() && code.getAsInt() < 128;
    }

    /** What it printed last: its errors, or its output when it printed no error. */
    private List<String> lastLines() {
        List<String> errors = LogFiles.tail(spec.errFile(), LAST_LINES);
        return errors.isEmpty() ? LogFiles.tail(spec.outFile(), LAST_LINES) : errors;
    }

    private void armLimits() {
        new TimeLimits(this, services.clock(), this::later).arm();
    }

    @Override
    public void discard() {
        if (alive()) {
            throw new IllegalStateException("worker " + id() + " has not ended");
        }
        try {
            notes.delete();
        } catch (IOException e) {
            LOG.warn("the directory of worker {} cannot be deleted: {}", id(), Words.of(e));
        }
        services.forget().accept(id());
    }

    private void change(Change change) {
        state = WorkerState.TRANSITIONS
                .next(state, change)
                .orElseThrow(() -> new IllegalStateException("worker " + id() + ": no " + change + " while " + state));
    }

    private void later(Runnable task, long millis) {
        try {
            services.timers().schedule(guarded(task), millis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("worker {} is no longer watched: its runtime is closed", id());
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("watching worker {} failed", id(), e);
            }
        };
    }

    private long now() {
        return services.clock().millis();
    }

    @Override
    public String toString() {
        return id().toString();
    }
}
