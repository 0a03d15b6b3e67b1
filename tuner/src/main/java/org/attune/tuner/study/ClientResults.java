package org.attune.tuner.study;

import java.util.Map;
import java.util.Optional;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.attune.tuner.study.Lifecycles.TrialMove;
import org.attune.tuner.study.StudyEvent.CompleteAsked;
import org.attune.tuner.study.StudyEvent.ReportAsked;
import org.attune.tuner.study.StudyReply.Denial;
import org.jspecify.annotations.Nullable;

/** Takes what clients report of trials, and their results. */
final class ClientResults {

    /** Points of one report. */
    static final int POINTS_MAX = 1_000;

    private static final int METRICS_MAX = 200;

    private final StudyBook book;
    private final ClientDesk clients;
    private final Reports reports;

    ClientResults(StudyBook book, ClientDesk clients, Reports reports) {
        this.book = book;
        this.clients = clients;
        this.reports = reports;
    }

    /** Points of a client's trial, or of one on nodes that reports by itself. */
    void report(ReportAsked ask) {
        TrialBook trial = trial(ask.trial());
        StudyReply.@Nullable Denied denied = gone(trial, ask.trial());
        if (denied == null && (ask.points().isEmpty() || ask.points().size() > POINTS_MAX)) {
            denied = new StudyReply.Denied(
                    Denial.BAD_REQUEST, "points: " + ask.points().size() + " (expected: 1 to " + POINTS_MAX + ")");
        }
        String lease =
                ask.lease() == null ? "" : ClientDesk.leaseProblem(ask.lease().toMillis());
        if (denied == null && !lease.isEmpty()) {
            denied = new StudyReply.Denied(Denial.BAD_REQUEST, lease);
        }
        if (denied != null || trial == null) {
            reply(ask.token(), denied == null ? unknown(ask.trial()) : denied);
            return;
        }
        long until = 0;
        if (trial.lease != null) {
            long length = ask.lease() == null
                    ? trial.lease.lengthMillis()
                    : ask.lease().toMillis();
            clients.renew(trial, length);
            until = book.now + length;
        }
        int accepted = reports.take(trial, trial.attempt(), 0, 0, ask.points());
        boolean stop = trial.state == TrialState.STOPPING;
        reply(ask.token(), new StudyReply.Reported(stop, stop ? trial.result.reason() : "", accepted, until));
    }

    /** The result of a client's trial. */
    void complete(CompleteAsked ask) {
        TrialBook trial = trial(ask.trial());
        if (trial == null) {
            reply(ask.token(), unknown(ask.trial()));
            return;
        }
        String problem = problem(ask);
        if (!trial.external()) {
            deny(ask, Denial.WRONG_STATE, "trial " + trial.number + " runs on nodes and ends by itself");
        } else if (!problem.isEmpty()) {
            deny(ask, Denial.BAD_REQUEST, problem);
        } else if (trial.state.ended()) {
            reply(ask.token(), second(trial, ask));
        } else {
            reply(ask.token(), end(trial, ask));
        }
    }

    private static String problem(CompleteAsked ask) {
        if (ask.metrics().size() > METRICS_MAX) {
            return "metrics: " + ask.metrics().size() + " (expected: at most " + METRICS_MAX + ")";
        }
        return switch (ask.state()) {
            case SUCCEEDED, PRUNED, FAILED, INFEASIBLE -> "";
            default -> "state: " + ask.state() + " (expected: SUCCEEDED, PRUNED, FAILED or INFEASIBLE)";
        };
    }

    private StudyReply end(TrialBook trial, CompleteAsked ask) {
        MetricTally tally = trial.tally();
        boolean good = ask.state() == TrialState.SUCCEEDED || ask.state() == TrialState.PRUNED;
        Optional<ObjectiveSpec> missing = tally.missing(ask.metrics());
        if (good && missing.isPresent()) {
            return new StudyReply.Denied(
                    Denial.OBJECTIVE_MISSING,
                    "trial " + trial.number + " has no value of "
                            + missing.get().metric()
                            + "; give it in metrics, or end the trial as FAILED or INFEASIBLE");
        }
        Map<String, Double> values = tally.values(ask.metrics());
        Optional<String> unknown = book.outcomes.missing(values);
        if (ask.state() == TrialState.SUCCEEDED && unknown.isPresent()) {
            return new StudyReply.Denied(
                    Denial.OBJECTIVE_MISSING,
                    "trial " + trial.number + " has no value of " + unknown.get()
                            + ", which outcomeConstraints look at; give it in metrics");
        }
        Optional<String> broken = book.outcomes.broken(trial.assignment.values(), values);
        Optional<ObjectiveSpec> nan = tally.notANumber(ask.metrics());
        String why = StudyBook.shorten(ask.reason());
        if (good && nan.isPresent()) {
            String text = nan.get().metric() + " is not a number (NaN) at the end";
            close(trial, AttemptMove.FAIL, TrialMove.FAIL, values, FailureKind.OBJECTIVE_NAN, text);
        } else if (ask.state() == TrialState.FAILED) {
            String text = why.isEmpty() ? "its client says that it failed" : why;
            close(trial, AttemptMove.FAIL, TrialMove.FAIL, values, FailureKind.USER_CODE, text);
        } else if (ask.state() == TrialState.INFEASIBLE) {
            String text = why.isEmpty() ? "its client says that the point cannot be evaluated" : why;
            close(trial, AttemptMove.FAIL, TrialMove.REJECT, values, FailureKind.NONE, text);
        } else if (ask.state() == TrialState.PRUNED || trial.state == TrialState.STOPPING) {
            String text = why.isEmpty() ? trial.result.reason() : why;
            close(trial, AttemptMove.HALT, TrialMove.PRUNE, values, FailureKind.NONE, text);
        } else if (broken.isPresent()) {
            close(trial, AttemptMove.SUCCEED, TrialMove.REJECT, values, FailureKind.NONE, broken.get());
        } else {
            close(trial, AttemptMove.SUCCEED, TrialMove.SUCCEED, values, FailureKind.NONE, why);
        }
        return new StudyReply.TrialDone(trial.number);
    }

    private void close(
            TrialBook trial,
            AttemptMove attempt,
            TrialMove move,
            Map<String, Double> values,
            FailureKind kind,
            String why) {
        long step = trial.tally().step();
        book.endAttempt(trial, attempt, null);
        book.moveTrial(trial, move, new TrialResult(values, step, kind, why));
    }

    /** A result for a trial that has ended: the same again is fine. */
    private static StudyReply second(TrialBook trial, CompleteAsked ask) {
        if (ClientDesk.expired(trial)) {
            return lost(trial);
        }
        if (trial.state == TrialState.CANCELLED) {
            return new StudyReply.Denied(
                    Denial.WRONG_STATE, "trial " + trial.number + " was cancelled: " + trial.result.reason());
        }
        boolean judged = trial.state == TrialState.PRUNED || trial.state == TrialState.INFEASIBLE;
        boolean sameState = trial.state == ask.state()
                || (ask.state() == TrialState.SUCCEEDED && judged)
                || trial.result.failure() == FailureKind.OBJECTIVE_NAN;
        boolean sameValues = ask.metrics().entrySet().stream()
                .allMatch(
                        given -> given.getValue().equals(trial.result.metrics().get(given.getKey())));
        if (sameState && sameValues) {
            return new StudyReply.TrialDone(trial.number);
        }
        return new StudyReply.Denied(
                Denial.RESULT_CONFLICT,
                "trial " + trial.number + " has ended already as " + trial.state + " with " + trial.result.metrics());
    }

    private StudyReply.@Nullable Denied gone(@Nullable TrialBook trial, int number) {
        if (trial == null) {
            return unknown(number);
        }
        if (!trial.state.ended()) {
            return null;
        }
        return ClientDesk.expired(trial)
                ? lost(trial)
                : new StudyReply.Denied(Denial.WRONG_STATE, "trial " + number + " has ended as " + trial.state);
    }

    private static StudyReply.Denied lost(TrialBook trial) {
        return new StudyReply.Denied(
                Denial.LEASE_LOST, "trial " + trial.number + " is no longer this client's: " + trial.result.reason());
    }

    private StudyReply.Denied unknown(int number) {
        return new StudyReply.Denied(
                Denial.NOT_FOUND,
                "study " + book.study.name() + " has no trial " + number + " (it has " + book.trials.size() + ")");
    }

    private @Nullable TrialBook trial(int number) {
        return number >= 1 && number <= book.trials.size() ? book.trials.get(number - 1) : null;
    }

    private void deny(CompleteAsked ask, Denial why, String detail) {
        reply(ask.token(), new StudyReply.Denied(why, detail));
    }

    private void reply(long token, StudyReply reply) {
        book.effect(new StudyEffect.Reply(token, reply));
    }
}
