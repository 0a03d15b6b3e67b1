package org.attune.search.stopping;

import java.util.List;
import org.attune.search.strategy.Options;

/**
 * At which reports a trial is judged: after the warm-up, at the first report of every interval of steps.
 *
 * @param warmupSteps no trial is judged at this step or before
 * @param interval steps from one judgement to the next
 */
record Pace(long warmupSteps, long interval) {

    static Pace read(Options options, long warmupSteps) {
        readAxis(options);
        return new Pace(
                options.whole("warmupSteps", warmupSteps, 0, Long.MAX_VALUE),
                options.whole("interval", 1, 1, Long.MAX_VALUE));
    }

    /** What steps are: those of the trial or seconds since its start. Who reports values takes care of it. */
    static void readAxis(Options options) {
        options.word("axis", "step", List.of("step", "seconds"));
    }

    /** Whether a report is to be judged, given the step of the one before ({@link Long#MIN_VALUE} for none). */
    boolean judges(long step, long before) {
        if (step <= warmupSteps) {
            return false;
        }
        long first = step - (step - warmupSteps - 1) % interval;
        return before < first;
    }
}
