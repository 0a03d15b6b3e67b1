package org.attune.tuner.study;

import java.util.Map;
import java.util.Optional;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.attune.tuner.study.Lifecycles.TrialMove;

/** Stops trials, judges how their gangs ended, and decides on another attempt. */
final class TrialEnds {

    /** Attempts of one trial, preempted ones included. */
    static final int ATTEMPTS_MAX = 100;

    private final StudyBook book;

    TrialEnds(StudyBook book) {
        this.book = book;
    }

    /**
     * Tells a live trial to stop. What it reached counts, unless it is cancelled.
     *
     * @param why a sentence for people
     */
    void stop(TrialBook trial, boolean cancel, String why) {
        TrialResult result = partial(trial, cancel ? FailureKind.KILLED : FailureKind.NONE, why);
        if (trial.external()) {
            if (cancel || trial.state == TrialState.QUEUED) {
                book.endAttempt(trial, AttemptMove.CANCEL, null);
                book.moveTrial(trial, TrialMove.CANCEL, partial(trial, FailureKind.KILLED, why));
            } else if (trial.state == TrialState.RUNNING) {
                book.moveTrial(trial, TrialMove.STOP, result);
            }
            return;
        }
        if (trial.state == TrialState.PAUSED) {
            stopPaused(trial, cancel, result);
            return;
        }
        AttemptBook attempt = trial.attempt();
        if (!attempt.submitted && attempt.claim == null && trial.state == TrialState.QUEUED) {
            book.endAttempt(trial, AttemptMove.CANCEL, null);
            // one that was promoted has a value from before
            book.moveTrial(trial, !cancel && hasResult(trial) ? TrialMove.PRUNE : TrialMove.CANCEL, result);
            return;
        }
        if (trial.state != TrialState.STOPPING) {
            book.moveTrial(trial, TrialMove.STOP, result);
            book.moveAttempt(trial, AttemptMove.STOP);
            book.stopGang(trial, why);
        } else if (cancel && !trial.cancelling()) {
            book.moveTrial(trial, TrialMove.STOP, result);
        }
    }

    private void stopPaused(TrialBook trial, boolean cancel, TrialResult result) {
        if (trial.rests()) {
            book.moveTrial(trial, !cancel && hasResult(trial) ? TrialMove.PRUNE : TrialMove.CANCEL, result);
        } else {
            book.moveTrial(trial, TrialMove.STOP, result);
        }
    }

    /** Whether it has a value for every objective. */
    private static boolean hasResult(TrialBook trial) {
        return trial.tally().missing().isEmpty()
                && trial.tally().notANumber(Map.of()).isEmpty();
    }

    /**
     * Interrupts a trial so that others come first. A client cannot be told to go on later, and nothing goes on in a
     * study that ends: there it is stopped.
     *
     * @param why a sentence for people
     */
    void pause(TrialBook trial, String why) {
        if (trial.external() || book.state == StudyState.STOPPING) {
            stop(trial, false, why);
            return;
        }
        // what reports has started, whether that was told already or not
        started(trial);
        book.moveTrial(trial, TrialMove.PAUSE, partial(trial, FailureKind.NONE, why));
        book.moveAttempt(trial, AttemptMove.STOP);
        book.stopGang(trial, why);
    }

    /** The gang of a paused trial has ended, on request or by itself. */
    private void endPaused(TrialBook trial, GangOutcome outcome) {
        if (outcome.first().succeeded() && !outcome.stopped() && hasResult(trial)) {
            // it was faster than the pause
            book.endAttempt(trial, AttemptMove.SUCCEED, outcome);
            book.moveTrial(trial, TrialMove.SUCCEED, partial(trial, FailureKind.NONE, ""));
        } else {
            // however it ended: nothing was wanted of it any more, so it is not charged as a loss
            book.endAttempt(trial, AttemptMove.HALT, outcome);
            book.rest(trial);
        }
    }

    /** Takes a trial that has not started back from the queue; it waits for the study to be resumed. */
    void withdraw(TrialBook trial) {
        trial.withdrawn = true;
        book.stopGang(trial, "the study is paused");
    }

    TrialResult partial(TrialBook trial, FailureKind kind, String why) {
        MetricTally tally = trial.tally();
        return new TrialResult(tally.values(Map.of()), tally.step(), kind, StudyBook.shorten(why));
    }

    /** Every rank was started. */
    void started(TrialBook trial) {
        if (trial.state == TrialState.QUEUED) {
            book.claimSeen(trial);
            book.moveAttempt(trial, AttemptMove.START);
            book.moveTrial(trial, TrialMove.START, TrialResult.NONE);
        }
    }

    /** The live attempt's gang has ended. */
    void ended(TrialBook trial, GangOutcome outcome) {
        FailureKind kind = outcome.first().kind();
        if (trial.state == TrialState.STOPPING) {
            endStopping(trial, outcome);
        } else if (trial.state == TrialState.PAUSED) {
            endPaused(trial, outcome);
        } else if (kind == FailureKind.PREEMPTED || takenAway(trial, outcome)) {
            again(trial, AttemptMove.PREEMPT, outcome, "PREEMPTED");
        } else if (kind == FailureKind.NONE) {
            started(trial);
            endWell(trial, outcome);
        } else {
            endBadly(trial, outcome);
        }
    }

    /** Ended on request, but not on the study's: taken back by a pause, or stopped by somebody at the place itself. */
    private static boolean takenAway(TrialBook trial, GangOutcome outcome) {
        FailureKind kind = outcome.first().kind();
        return outcome.stopped() && (trial.withdrawn || kind == FailureKind.KILLED);
    }

    /** A trial that stops, and whose gang no runner has ever started. */
    void neverRan(TrialBook trial) {
        String why = trial.result.reason();
        book.endAttempt(trial, AttemptMove.CANCEL, null);
        book.moveTrial(trial, TrialMove.CANCEL, partial(trial, FailureKind.KILLED, why));
    }

    private void endStopping(TrialBook trial, GangOutcome outcome) {
        boolean lost = outcome.first().kind() == FailureKind.LOST;
        boolean wanted = !trial.cancelling() && hasResult(trial);
        String why = trial.result.reason();
        if (wanted && outcome.first().succeeded() && !outcome.stopped()) {
            // it was faster than the stop
            endWell(trial, outcome);
        } else if (wanted) {
            book.endAttempt(trial, lost ? AttemptMove.LOSE : AttemptMove.HALT, outcome);
            book.moveTrial(trial, TrialMove.PRUNE, partial(trial, FailureKind.NONE, why));
        } else {
            book.endAttempt(trial, lost ? AttemptMove.LOSE : AttemptMove.CANCEL, outcome);
            String text = trial.cancelling() ? why : why + "; stopped before it had a result";
            book.moveTrial(trial, TrialMove.CANCEL, partial(trial, FailureKind.KILLED, text));
        }
    }

    private void endWell(TrialBook trial, GangOutcome outcome) {
        Optional<ObjectiveSpec> missing = trial.tally().missing();
        Optional<ObjectiveSpec> nan = trial.tally().notANumber(Map.of());
        Map<String, Double> values = trial.tally().values(Map.of());
        Optional<String> unknown = book.outcomes.missing(values);
        Optional<String> broken = book.outcomes.broken(trial.assignment.values(), values);
        if (missing.isPresent()) {
            fail(
                    trial,
                    outcome,
                    FailureKind.NO_OBJECTIVE,
                    Causes.noObjective(missing.get().metric(), outcome));
        } else if (nan.isPresent()) {
            fail(trial, outcome, FailureKind.OBJECTIVE_NAN, nan.get().metric() + " is not a number (NaN) at the end");
        } else if (unknown.isPresent()) {
            fail(trial, outcome, FailureKind.NO_OBJECTIVE, Causes.noObjective(unknown.get(), outcome));
        } else {
            book.endAttempt(trial, AttemptMove.SUCCEED, outcome);
            book.moveTrial(
                    trial,
                    broken.isPresent() ? TrialMove.REJECT : TrialMove.SUCCEED,
                    partial(trial, FailureKind.NONE, broken.orElse("")));
        }
    }

    private void endBadly(TrialBook trial, GangOutcome outcome) {
        FailureKind kind = outcome.first().kind();
        boolean infrastructure = Causes.infrastructure(kind);
        int allowed = infrastructure
                ? book.spec.trial().retries().infrastructure()
                : book.spec.trial().retries().user();
        long charged = trial.attempts.stream()
                .filter(attempt -> attempt.state == AttemptState.FAILED || attempt.state == AttemptState.LOST)
                .filter(attempt -> Causes.infrastructure(attempt.cause) == infrastructure)
                .count();
        boolean worthIt = kind != FailureKind.START_FAILED && charged < allowed;
        if (worthIt && trial.attempts.size() < ATTEMPTS_MAX) {
            again(trial, kind == FailureKind.LOST ? AttemptMove.LOSE : AttemptMove.FAIL, outcome, "RETRIED");
            return;
        }
        String tries = charged > 0 ? " (attempt " + trial.attempt().number + ")" : "";
        fail(trial, outcome, kind, Causes.text(outcome, book.spec.trial().workers()) + tries);
    }

    private void again(TrialBook trial, AttemptMove end, GangOutcome outcome, String note) {
        String why = Causes.text(outcome, book.spec.trial().workers());
        if (trial.attempts.size() >= ATTEMPTS_MAX) {
            fail(trial, outcome, FailureKind.INTERNAL, ATTEMPTS_MAX + " attempts came to nothing; the last: " + why);
            return;
        }
        int before = trial.attempt().number;
        book.endAttempt(trial, end, outcome);
        if (trial.state == TrialState.RUNNING) {
            book.moveTrial(trial, TrialMove.REQUEUE, TrialResult.NONE);
        }
        book.newAttempt(trial, AttemptState.QUEUED, book.parts.runner());
        trial.withdrawn = false;
        book.note(trial.number, note, "attempt " + before + ": " + why + "; attempt " + (before + 1) + " follows");
        if (book.state != StudyState.PAUSED) {
            book.submit(trial);
        }
    }

    private void fail(TrialBook trial, GangOutcome outcome, FailureKind kind, String why) {
        boolean lost = outcome.first().kind() == FailureKind.LOST;
        book.endAttempt(trial, lost ? AttemptMove.LOSE : AttemptMove.FAIL, outcome);
        book.moveTrial(trial, TrialMove.FAIL, partial(trial, kind, why));
        book.note(trial.number, "FAILED", why);
    }
}
