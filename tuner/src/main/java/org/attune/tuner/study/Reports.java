package org.attune.tuner.study;

import java.util.Collections;
import java.util.List;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.stopping.Rungs;
import org.attune.search.stopping.StoppingRule;
import org.attune.search.stopping.Verdict;
import org.attune.search.strategy.Reading;
import org.jspecify.annotations.Nullable;

/** Takes points into rows, tallies and the stopping rule, in the order of their commits. */
final class Reports {

    private final StudyBook book;
    private final TrialEnds ends;
    private final MetricNames names;
    private final String objective;
    private final boolean seconds;
    private final @Nullable StoppingRule rule;
    private final Rungs rungs;

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
        this.rungs = rule == null ? Rungs.usual() : rule.rungs();
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
        Verdict verdict = learn(trial, attempt, rank, wanted);
        if (trial.state == TrialState.QUEUED || trial.state == TrialState.RUNNING) {
            if (verdict instanceof Verdict.Stop stop) {
                ends.stop(trial, false, stop.reason());
                book.note(trial.number, "STOPPED_EARLY", stop.reason());
            } else if (verdict instanceof Verdict.Pause pause) {
                ends.pause(trial, pause.reason());
                book.note(trial.number, "PAUSED", pause.reason());
            }
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

    /** When the trial is to be stopped or paused now, that. */
    private Verdict learn(TrialBook trial, AttemptBook attempt, int rank, List<MetricPoint> points) {
        Verdict last = Verdict.CONTINUE;
        if (rank != 0) {
            return last;
        }
        MetricTally tally = trial.tally();
        for (MetricPoint point : points) {
            boolean counts = tally.add(attempt.number, point);
            long step = seconds ? seconds(trial, attempt, point) : point.step();
            if (counts && step >= 0 && point.metric().equals(objective)) {
                Verdict verdict = judge(trial, attempt, step, point.value());
                last = verdict instanceof Verdict.Continue ? last : verdict;
            }
        }
        return last;
    }

    private Verdict judge(TrialBook trial, AttemptBook attempt, long step, double value) {
        read(trial, step, value);
        if (rule == null) {
            return Verdict.CONTINUE;
        }
        if (trial.pausedIn > 0 && attempt.number > trial.pausedIn && !trial.resumed) {
            book.resumed(trial);
        }
        Verdict verdict = rule.onValue(trial.number, step, value);
        if (verdict instanceof Verdict.Pause) {
            trial.pausedIn = attempt.number;
            trial.resumed = false;
        }
        return verdict;
    }

    /** Keeps the first value at or after each rung. */
    private void read(TrialBook trial, long step, double value) {
        int known = trial.curve.size();
        long before = known == 0 ? -1 : trial.curve.get(known - 1).step();
        List<Long> levels = rungs.levels();
        int at = Collections.binarySearch(levels, step);
        int passed = at >= 0 ? at : -at - 2;
        if (passed >= 0 && levels.get(passed) > before && step > before) {
            trial.curve.add(new Reading(step, value));
        }
    }

    /** Every trial that goes on after a pause is known to the rule as such: the end of what {@link #replay} rebuilds. */
    void replayed() {
        for (TrialBook trial : book.live.values()) {
            if (trial.pausedIn > 0 && trial.attempts.size() > trial.pausedIn && !trial.resumed) {
                book.resumed(trial);
            }
        }
    }

    /** How long the trial had run, the attempts before its pauses included. */
    private static long seconds(TrialBook trial, AttemptBook attempt, MetricPoint point) {
        long ran = Math.max(0, point.timeMillis() - began(attempt));
        for (AttemptBook before : trial.attempts) {
            if (before.number < attempt.number && before.state == AttemptState.STOPPED) {
                ran += before.endedMillis - began(before);
            }
        }
        return ran / 1000;
    }

    private static long began(AttemptBook attempt) {
        return attempt.startedMillis > 0 ? attempt.startedMillis : attempt.createdMillis;
    }
}
