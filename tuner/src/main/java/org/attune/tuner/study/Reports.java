package org.attune.tuner.study;

import java.util.List;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.stopping.StoppingRule;
import org.attune.search.stopping.Verdict;
import org.jspecify.annotations.Nullable;

/** Takes points into rows, tallies and the stopping rule, in the order of their commits. */
final class Reports {

    private final StudyBook book;
    private final TrialEnds ends;
    private final MetricNames names;
    private final String objective;
    private final boolean seconds;
    private final @Nullable StoppingRule rule;

    Reports(StudyBook book, TrialEnds ends) {
        this.book = book;
        this.ends = ends;
        this.names = new MetricNames(book.spec);
        this.objective = book.spec.objective().metric();
        this.seconds = book.spec
                .earlyStopping()
                .map(stopping -> "seconds".equals(stopping.options().get("axis")))
                .orElse(false);
        this.rule = book.parts.rule().orElse(null);
    }

    /**
     * Takes a batch of a live trial.
     *
     * @param position 0 for a batch outside of a stream
     * @return how many points were stored
     */
    int take(TrialBook trial, AttemptBook attempt, int rank, long position, List<MetricPoint> points) {
        List<MetricPoint> wanted = names.wanted(points);
        if (position > 0 || !wanted.isEmpty()) {
            book.change(new StudyChange.Observed(
                    new Observations(trial.number, attempt.number, rank, position, wanted), book.now));
        }
        String stop = learn(trial, attempt, rank, wanted);
        if (!stop.isEmpty() && (trial.state == TrialState.QUEUED || trial.state == TrialState.RUNNING)) {
            ends.stop(trial, false, stop);
            book.note(trial.number, "STOPPED_EARLY", stop);
        }
        return wanted.size();
    }

    /** What a row says, when an engine is rebuilt. The verdicts were carried out in their day. */
    void replay(TrialBook trial, AttemptBook attempt, Observations row) {
        if (row.position() > attempt.position(row.rank())) {
            attempt.position(row.rank(), row.position());
        }
        learn(trial, attempt, row.rank(), names.wanted(row.points()));
    }

    /** Why the trial is to be stopped now; empty when it is not. */
    private String learn(TrialBook trial, AttemptBook attempt, int rank, List<MetricPoint> points) {
        String stop = "";
        if (rank != 0) {
            return stop;
        }
        MetricTally tally = trial.tally();
        for (MetricPoint point : points) {
            boolean counts = tally.add(attempt.number, point);
            if (counts && rule != null && point.metric().equals(objective)) {
                long step = seconds ? Math.max(0, (point.timeMillis() - began(attempt)) / 1000) : point.step();
                if (step >= 0 && rule.onValue(trial.number, step, point.value()) instanceof Verdict.Stop verdict) {
                    stop = verdict.reason();
                }
            }
        }
        return stop;
    }

    private static long began(AttemptBook attempt) {
        return attempt.startedMillis > 0 ? attempt.startedMillis : attempt.createdMillis;
    }
}
