package org.attune.tuner.study;

import java.util.OptionalInt;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.spec.StopWhenSpec;
import org.attune.tuner.study.Lifecycles.StudyMove;

/**
 * Decides when a study is over. What the study itself finds (target, time, failures) stops what runs; a person's stop
 * lets it finish.
 */
final class StudyEnd {

    private final StudyBook book;
    private final Demand demand;
    private final ClientDesk clients;
    private final TrialEnds ends;

    StudyEnd(StudyBook book, Demand demand, ClientDesk clients, TrialEnds ends) {
        this.book = book;
        this.demand = demand;
        this.clients = clients;
        this.ends = ends;
    }

    /** Looks whether the study is over, and ends it. */
    void check() {
        if (book.state.ended()) {
            return;
        }
        if (book.state != StudyState.STOPPING) {
            String failures = tooManyFailures();
            String why = failures.isEmpty() ? enough() : failures;
            if (!why.isEmpty()) {
                book.moveStudy(StudyMove.STOP, why);
                for (TrialBook trial : book.open()) {
                    ends.stop(trial, !failures.isEmpty(), why);
                }
            } else if (book.live.isEmpty()
                    && !demand.proposing()
                    && demand.promotion().isEmpty()) {
                String done = nothingLeft();
                if (!done.isEmpty()) {
                    book.moveStudy(StudyMove.STOP, done);
                    for (TrialBook trial : book.open()) {
                        ends.stop(trial, false, trial.result.reason());
                    }
                }
            }
        }
        if (book.state == StudyState.STOPPING && book.live.isEmpty() && book.resting.isEmpty()) {
            finish();
        }
    }

    /** A person stops the study: what runs may finish, what waits does not start. */
    void drain(String why) {
        book.moveStudy(StudyMove.STOP, why.isEmpty() ? "asked to stop" : "asked to stop: " + why);
        for (TrialBook trial : book.open()) {
            if (trial.state == TrialState.QUEUED || trial.state == TrialState.PAUSED) {
                // what was paused before has a value that counts
                ends.stop(trial, trial.pausedIn == 0, "the study was asked to stop");
            }
        }
    }

    /** A person cancels the study: what runs is ended. */
    void cancel(String why) {
        book.moveStudy(StudyMove.CANCEL, StudyBook.CANCELLING + (why.isEmpty() ? "" : ": " + why));
        for (TrialBook trial : book.open()) {
            ends.stop(trial, true, "the study was cancelled");
        }
    }

    /** The strategy cannot go on. */
    void broken(String why) {
        book.moveStudy(StudyMove.STOP, "the strategy cannot propose: " + why);
        for (TrialBook trial : book.open()) {
            ends.stop(trial, false, "the study ends");
        }
    }

    private void finish() {
        Standing standing = book.standing;
        String failures = tooManyFailures();
        if (book.cancelling()) {
            String why = book.reason.substring(StudyBook.CANCELLING.length());
            book.moveStudy(StudyMove.FINISH_CANCEL, "cancelled" + why);
        } else if (!failures.isEmpty()) {
            book.moveStudy(StudyMove.FAIL, failures);
        } else if (standing.succeeded() == 0) {
            String last = standing.lastFailure();
            book.moveStudy(StudyMove.FAIL, book.reason + "; no trial succeeded" + (last.isEmpty() ? "" : ": " + last));
        } else {
            book.moveStudy(StudyMove.SUCCEED, book.reason);
        }
    }

    private String tooManyFailures() {
        Standing standing = book.standing;
        OptionalInt most = book.spec.maxFailedTrials();
        if (most.isEmpty()) {
            return "";
        }
        if (standing.failed() >= most.getAsInt()) {
            return standing.failed() + " trials failed (maxFailedTrials: " + most.getAsInt() + "); the last: "
                    + standing.lastFailure();
        }
        FailureKind kind = standing.failedAlikeKind();
        if (kind == null || !hopeless(kind) || standing.failedAlike() < patience() || anyHope()) {
            return "";
        }
        return "the first " + standing.failedAlike() + " trials all failed: " + standing.lastFailure();
    }

    /** Whether it does not depend on the point: a command that cannot start, a metric that nobody prints. */
    private static boolean hopeless(FailureKind kind) {
        return kind == FailureKind.START_FAILED || kind == FailureKind.NO_OBJECTIVE;
    }

    /** After how many hopeless failures, with nothing else having come of any trial, more of them are a waste. */
    private int patience() {
        return Math.max(3, Math.min(book.spec.parallelism().orElse(1), 10));
    }

    /** Whether a trial that lives has a value already. */
    private boolean anyHope() {
        return book.open().stream()
                .anyMatch(
                        trial -> !trial.cancelling() && trial.tally().missing().isEmpty());
    }

    private String enough() {
        Standing standing = book.standing;
        StopWhenSpec when = book.spec.stopWhen();
        if (standing.target() > 0) {
            return "trial " + standing.target() + " reached the target";
        }
        if (book.now >= timeUp()) {
            return "its time is up (stopWhen.duration: "
                    + text(when.duration().orElseThrow().toMillis()) + ")";
        }
        if (when.noProgressTrials().isPresent()
                && standing.sinceProgress() >= when.noProgressTrials().getAsInt()) {
            return standing.sinceProgress() + " trials in a row without progress";
        }
        if (book.now >= stale()) {
            return "no progress for " + text(when.noProgressFor().orElseThrow().toMillis());
        }
        if (when.deviceHours().isPresent() && used() >= when.deviceHours().getAsDouble() * 3_600_000) {
            return "its device-hours are used up (stopWhen.deviceHours: "
                    + when.deviceHours().getAsDouble() + ")";
        }
        return "";
    }

    private String nothingLeft() {
        if (demand.budget() == 0) {
            return book.trials.size() == 1 ? "its trial has ended" : "all " + book.trials.size() + " trials have ended";
        }
        return clients.hasAgain() ? "" : demand.exhausted();
    }

    private static String text(long millis) {
        long minutes = millis / 60_000;
        if (millis < 60_000 || millis % 60_000 != 0) {
            return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
        }
        return minutes % 60 == 0 ? minutes / 60 + "h" : minutes + "m";
    }

    private long timeUp() {
        return book.spec
                .stopWhen()
                .duration()
                .map(length -> book.study.createdMillis() + length.toMillis())
                .orElse(Long.MAX_VALUE);
    }

    private long stale() {
        return book.spec
                .stopWhen()
                .noProgressFor()
                .map(length -> book.standing.progressMillis() + length.toMillis())
                .orElse(Long.MAX_VALUE);
    }

    /** Device-milliseconds, those of running attempts included. */
    private double used() {
        double used = book.standing.deviceMillis();
        for (TrialBook trial : book.live.values()) {
            AttemptBook attempt = trial.attempt();
            if (attempt.managed() && attempt.startedMillis > 0) {
                used += (double) book.standing.devices() * (book.now - attempt.startedMillis);
            }
        }
        return used;
    }

    /** When to look again; {@link Long#MAX_VALUE} for never. */
    long due() {
        if (book.state == StudyState.STOPPING || book.state.ended()) {
            return Long.MAX_VALUE;
        }
        long due = Math.min(timeUp(), stale());
        if (book.spec.stopWhen().deviceHours().isPresent() && book.standing.devices() > 0) {
            long running = book.live.values().stream()
                    .filter(trial -> trial.attempt().managed() && trial.attempt().startedMillis > 0)
                    .count();
            if (running > 0) {
                double left = book.spec.stopWhen().deviceHours().getAsDouble() * 3_600_000 - used();
                due = Math.min(due, book.now + (long) Math.ceil(left / (running * book.standing.devices())));
            }
        }
        return due;
    }
}
