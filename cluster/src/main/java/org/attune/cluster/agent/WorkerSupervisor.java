package org.attune.cluster.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.logs.FileChanges;
import org.attune.runner.logs.LogCap;
import org.attune.runner.metrics.ParseReport;
import org.attune.runner.metrics.WorkerMetrics;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns one worker: its start, its metric readers, its end and its private directory. What the readers find is sent in
 * numbered batches, one in flight; while one waits for its acknowledgement nothing is read, the worker's own files keep
 * it. The end is reported after a final read and after the last batch was acknowledged.
 */
final class WorkerSupervisor extends AbstractBehavior<WorkerSupervisor.Command> {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerSupervisor.class);

    /** Of a longer log the head is freed. */
    static final long LOG_BYTES_MAX = 64L << 20;

    /** What it is told. */
    sealed interface Command {}

    record Stop(FailureKind kind, String why, Duration grace) implements Command {}

    record Stored(long position) implements Command {}

    /** Its lease lasts so much longer from now. */
    record Leased(Duration left) implements Command {}

    /** Look whether its logs are too long. */
    enum CapLogs implements Command {
        INSTANCE
    }

    /** Kill what runs, delete the private directory, end. */
    enum Discard implements Command {
        INSTANCE
    }

    private record Running(RunningWorker worker) implements Command {}

    private record StartFailed(String why) implements Command {}

    private record Exited(ExitOutcome outcome) implements Command {}

    private enum Changed implements Command {
        INSTANCE
    }

    private record Opened(WorkerMetrics metrics, Optional<Spool.Content> left, List<FileChanges.Watch> watches)
            implements Command {}

    private record Read(Optional<Spool.Content> content, boolean last, boolean more) implements Command {}

    private record ReadFailed(String why, boolean last) implements Command {}

    private record Discarded() implements Command {}

    /** What it tells its agent. */
    interface Reports {

        /** The command was started, or could not be: then its end follows. */
        void started(WorkerId id, RunningWorker worker);

        /** A batch; again at {@link Stored} of the one before only. */
        void points(WorkerId id, long position, List<MetricPoint> points);

        /** It is gone, and all its points are stored. */
        void ended(WorkerId id, WorkerEnd end);
    }

    /** What all supervisors of an agent share. */
    record Services(WorkerRuntime runtime, FileChanges changes, LeaseGuard guard, LogSink logs, InstantSource clock) {}

    private final ActorRef<Command> self;
    private final WorkerId id;
    private final Services services;
    private final Reports reports;
    private final Executor blocking;
    private final AtomicBoolean changedIsDue = new AtomicBoolean();
    private final List<FileChanges.Watch> watches = new ArrayList<>();
    private final Deque<List<MetricPoint>> batches = new ArrayDeque<>();
    private @Nullable RunningWorker worker;
    private @Nullable WorkerMetrics metrics;
    private @Nullable Stop stop;
    private @Nullable ExitOutcome exit;
    private long nextPosition = 1;
    private boolean reading;
    private boolean dirty;
    private boolean finished;
    private boolean reported;
    private boolean discarding;

    private WorkerSupervisor(ActorContext<Command> context, WorkerId id, Services services, Reports reports) {
        super(context);
        this.self = context.getSelf();
        this.id = id;
        this.services = services;
        this.reports = reports;
        this.blocking = context.getSystem()
                .dispatchers()
                .lookup(DispatcherSelector.fromConfig(ClusterNode.BLOCKING_DISPATCHER));
    }

    /**
     * Starts a worker.
     *
     * @param lease when a guard is to end it; empty when none is
     */
    static Behavior<Command> start(WorkerSpec spec, Optional<Duration> lease, Services services, Reports reports) {
        return Behaviors.setup(context -> {
            WorkerSupervisor supervisor = new WorkerSupervisor(context, spec.id(), services, reports);
            supervisor.async(() -> {
                Path stopFile = spec.checkpointDirectory().resolveSibling("STOP");
                deleteIfThere(stopFile);
                RunningWorker started = services.runtime().start(spec);
                lease.ifPresent(left -> guard(services.guard(), started, left));
                return new Running(started);
            });
            return supervisor;
        });
    }

    private static void guard(LeaseGuard guard, RunningWorker worker, Duration left) {
        worker.process().filter(p -> worker.alive()).ifPresent(process -> guard.set(worker.id(), process, left));
    }

    private Behavior<Command> onLeased(Leased m) {
        @Nullable RunningWorker running = worker;
        if (running != null && exit == null) {
            blocking.execute(() -> guard(services.guard(), running, m.left()));
        }
        return this;
    }

    /** Frees the heads of logs that have become too long, as far as the readers have come. */
    private Behavior<Command> onCapLogs() {
        @Nullable RunningWorker running = worker;
        if (running == null || exit != null || reading) {
            return this;
        }
        @Nullable WorkerMetrics readers = metrics;
        long out = readers == null ? Long.MAX_VALUE : readers.readUpTo("stdout");
        long err = readers == null ? Long.MAX_VALUE : readers.readUpTo("stderr");
        blocking.execute(() -> {
            LogCap.enforce(running.spec().outFile(), LOG_BYTES_MAX, out);
            LogCap.enforce(running.spec().errFile(), LOG_BYTES_MAX, err);
        });
        return this;
    }

    /** Takes over a worker that an agent before has started. */
    static Behavior<Command> adopt(RunningWorker worker, Services services, Reports reports) {
        return Behaviors.setup(context -> {
            context.getSelf().tell(new Running(worker));
            return new WorkerSupervisor(context, worker.id(), services, reports);
        });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Changed.INSTANCE, this::onChanged)
                .onMessage(Read.class, this::onRead)
                .onMessage(Stored.class, this::onStored)
                .onMessage(Opened.class, this::onOpened)
                .onMessage(Leased.class, this::onLeased)
                .onMessageEquals(CapLogs.INSTANCE, this::onCapLogs)
                .onMessage(Running.class, this::onRunning)
                .onMessage(StartFailed.class, this::onStartFailed)
                .onMessage(Exited.class, this::onExited)
                .onMessage(Stop.class, this::onStop)
                .onMessage(ReadFailed.class, this::onReadFailed)
                .onMessageEquals(Discard.INSTANCE, this::onDiscard)
                .onMessage(Discarded.class, m -> Behaviors.stopped())
                .onSignal(PostStop.class, signal -> closeWatches())
                .build();
    }

    private Behavior<Command> onRunning(Running m) {
        RunningWorker started = m.worker();
        worker = started;
        reports.started(id, started);
        services.logs().follow(started.spec());
        if (discarding) {
            started.kill();
        } else if (stop != null) {
            started.stop(stop.kind(), stop.why(), stop.grace());
        }
        if (!discarding && started.spec().template().metrics().reads(id.rank())) {
            async(() -> open(started.spec()));
            reading = true;
        }
        started.exit().thenAccept(outcome -> self.tell(new Exited(byWhom(outcome))));
        return this;
    }

    /** An end by the guard is no signal from nowhere: the lease ran out. */
    private ExitOutcome byWhom(ExitOutcome outcome) {
        boolean perhaps = outcome.kind() == FailureKind.SIGNAL || outcome.kind() == FailureKind.LOST;
        return perhaps && services.guard().ended(id)
                ? new ExitOutcome(
                        FailureKind.LOST,
                        outcome.exitCode(),
                        outcome.signal(),
                        "its lease ran out and the node's guard ended it",
                        outcome.lastLines())
                : outcome;
    }

    /** Opens the readers where the agent before left them; its batches are sent first, under the same positions. */
    private Command open(WorkerSpec spec) {
        try {
            Optional<Spool.Content> left = new Spool(spec.ownDirectory()).read();
            WorkerMetrics opened = left.isPresent()
                    ? WorkerMetrics.restore(spec, services.clock(), left.get().snapshot())
                    : WorkerMetrics.of(spec, services.clock());
            List<FileChanges.Watch> opening = new ArrayList<>();
            for (Map.Entry<Path, Set<String>> files : opened.files().entrySet()) {
                Files.createDirectories(files.getKey());
                // by name: the spool and the runtime's notes, which lie beside them, are nothing to read
                opening.add(services.changes().watch(files.getKey(), files.getValue(), this::changed));
            }
            return new Opened(opened, left, opening);
        } catch (IOException e) {
            return new ReadFailed("the metrics of " + id + " cannot be read: " + e.getMessage(), false);
        }
    }

    /** Called by the thread of file changes. */
    private void changed() {
        if (changedIsDue.compareAndSet(false, true)) {
            self.tell(Changed.INSTANCE);
        }
    }

    private Behavior<Command> onChanged() {
        changedIsDue.set(false);
        dirty = true;
        return goOn();
    }

    private Behavior<Command> onOpened(Opened m) {
        metrics = m.metrics();
        watches.addAll(m.watches());
        if (exit != null) {
            closeWatches();
        }
        return onRead(new Read(m.left(), false, true));
    }

    private Behavior<Command> onRead(Read m) {
        reading = false;
        dirty |= m.more();
        finished |= m.last();
        if (m.content().isPresent()) {
            Spool.Content content = m.content().get();
            nextPosition = content.position();
            batches.addAll(content.batches());
            sendBatch();
        }
        return goOn();
    }

    private Behavior<Command> onReadFailed(ReadFailed m) {
        LOG.warn("{}", m.why());
        reading = false;
        finished |= m.last();
        return goOn();
    }

    private void sendBatch() {
        @Nullable List<MetricPoint> batch = batches.peek();
        if (batch != null) {
            reports.points(id, nextPosition, batch);
        }
    }

    private Behavior<Command> onStored(Stored m) {
        if (!batches.isEmpty() && m.position() == nextPosition) {
            batches.remove();
            nextPosition++;
            sendBatch();
        }
        return goOn();
    }

    /** The next thing to do, when nothing is being done. */
    private Behavior<Command> goOn() {
        if (discarding) {
            return discardNow();
        }
        if (reading || !batches.isEmpty()) {
            return this;
        }
        @Nullable WorkerMetrics readers = metrics;
        @Nullable ExitOutcome ended = exit;
        if (readers != null && (dirty || ended != null && !finished)) {
            read(readers, ended);
        } else if (ended != null && !reported) {
            reported = true;
            reports.ended(id, end(ended, readers));
        }
        return this;
    }

    private void read(WorkerMetrics readers, @Nullable ExitOutcome ended) {
        reading = true;
        dirty = false;
        long position = nextPosition;
        RunningWorker running = running();
        async(() -> {
            List<MetricPoint> points = new ArrayList<>(readers.poll());
            boolean more = readers.hasMore();
            boolean last = ended != null && !more;
            if (last && ended != null) {
                points.addAll(readers.finish(ended));
            }
            if (points.isEmpty()) {
                return new Read(Optional.empty(), last, more);
            }
            Spool.Content content = new Spool.Content(position, points, readers.snapshot());
            try {
                new Spool(running.spec().ownDirectory()).write(content);
            } catch (IOException e) {
                LOG.warn("the points of {} cannot be kept beside it: {}", id, e.toString());
            }
            return new Read(Optional.of(content), last, more);
        });
    }

    private static WorkerEnd end(int rank, ExitOutcome outcome, ParseReport report) {
        return new WorkerEnd(rank, outcome, report.summary(), report.alsoPrinted());
    }

    private WorkerEnd end(ExitOutcome outcome, @Nullable WorkerMetrics readers) {
        return readers == null
                ? new WorkerEnd(id.rank(), outcome, "", List.of())
                : end(id.rank(), outcome, readers.report());
    }

    private Behavior<Command> onExited(Exited m) {
        exit = m.outcome();
        services.logs().ended(running().spec());
        closeWatches();
        return goOn();
    }

    private Behavior<Command> onStartFailed(StartFailed m) {
        if (exit == null) {
            exit = ExitOutcome.of(FailureKind.INTERNAL, m.why());
        }
        reading = false;
        finished = true;
        return discarding ? Behaviors.stopped() : goOn();
    }

    private Behavior<Command> onStop(Stop m) {
        stop = m;
        if (worker != null && exit == null) {
            RunningWorker running = running();
            running.stop(m.kind(), m.why(), m.grace());
            Path stopFile = running.spec().checkpointDirectory().resolveSibling("STOP");
            blocking.execute(() -> touch(stopFile));
        }
        return this;
    }

    private Behavior<Command> onDiscard() {
        if (discarding) {
            return this;
        }
        discarding = true;
        batches.clear();
        if (worker != null && exit == null) {
            running().kill();
        }
        return worker == null && exit != null ? Behaviors.stopped() : discardNow();
    }

    /** Deletes what is left, once it has ended and nothing reads or writes there any more. */
    private Behavior<Command> discardNow() {
        if (worker == null || exit == null || reading) {
            return this;
        }
        reading = true;
        RunningWorker running = running();
        async(() -> {
            services.guard().clear(id);
            running.discard();
            return new Discarded();
        });
        return this;
    }

    private RunningWorker running() {
        @Nullable RunningWorker running = worker;
        if (running == null) {
            throw new IllegalStateException("worker " + id + " was not started");
        }
        return running;
    }

    /** Runs blocking work; what it throws is told as a failed start, which ends the worker for the scheduler. */
    private void async(Supplier<Command> work) {
        getContext().pipeToSelf(CompletableFuture.supplyAsync(work, blocking), (command, failure) -> {
            if (failure == null) {
                return command;
            }
            LOG.error("worker {}: {}", id, failure.toString(), failure);
            return new StartFailed("the agent failed: " + failure.getMessage());
        });
    }

    private Behavior<Command> closeWatches() {
        List<FileChanges.Watch> open = List.copyOf(watches);
        watches.clear();
        open.forEach(FileChanges.Watch::close);
        return this;
    }

    private static void deleteIfThere(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void touch(Path file) {
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            LOG.debug("no STOP file: {}", e.toString());
        }
    }
}
