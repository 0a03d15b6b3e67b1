package org.attune.runner.runtime;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.attune.runner.logs.LogFiles;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.WorkerSpec;

/** Ends a worker at its template's {@code timeout} and, for rank 0, after {@code freezeTimeout} of silence. */
public final class TimeLimits {

    private final RunningWorker worker;
    private final WorkerSpec spec;
    private final InstantSource clock;
    private final ObjLongConsumer<Runnable> later;

    /**
     * The limits of one worker.
     *
     * @param later runs a task after so many milliseconds
     */
    public TimeLimits(RunningWorker worker, InstantSource clock, ObjLongConsumer<Runnable> later) {
        this.worker = worker;
        this.spec = worker.spec();
        this.clock = clock;
        this.later = later;
    }

    /** Begins to watch; for an adopted worker with what is left of its time. */
    public void arm() {
        Duration timeout = spec.template().timeout();
        if (timeout != null) {
            long left = worker.startedAt().plus(timeout).toEpochMilli() - clock.millis();
            later.accept(() -> onTimeout(timeout), Math.max(1, left));
        }
        Duration freeze = spec.template().freezeTimeout();
        if (freeze != null && worker.id().rank() == 0) {
            later.accept(() -> checkFreeze(freeze), freeze.toMillis());
        }
    }

    private void onTimeout(Duration timeout) {
        if (worker.alive()) {
            worker.stop(
                    FailureKind.TIMEOUT,
                    "ran longer than its limit of " + words(timeout),
                    spec.template().stopGrace());
        }
    }

    private void checkFreeze(Duration limit) {
        if (!worker.alive()) {
            return;
        }
        long last = worker.startedAt().toEpochMilli();
        for (var file : List.of(spec.outFile(), spec.errFile(), spec.metricsFile(), spec.hypertuneFile())) {
            last = Math.max(last, LogFiles.lastWritten(file));
        }
        long left = last + limit.toMillis() - clock.millis();
        if (left > 0) {
            later.accept(() -> checkFreeze(limit), left);
        } else {
            worker.stop(
                    FailureKind.FROZEN,
                    "gave no output and no metric for " + words(limit),
                    spec.template().stopGrace());
        }
    }

    private static String words(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds > 0 && duration.toMillis() % 1000 == 0 ? seconds + " s" : duration.toMillis() + " ms";
    }
}
