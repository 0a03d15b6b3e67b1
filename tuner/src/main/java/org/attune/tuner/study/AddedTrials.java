package org.attune.tuner.study;

import java.util.Optional;
import org.attune.runner.worker.FailureKind;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.TrialSpec;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.attune.tuner.study.Lifecycles.TrialMove;
import org.attune.tuner.study.StudyEvent.AddAsked;
import org.attune.tuner.study.StudyReply.Denial;

/**
 * Takes trials that a person adds: a point to try, or one whose result is known already. They count against
 * {@code maxTrials} as any other. A point for clients waits QUEUED, with an empty lease, until one asks.
 */
final class AddedTrials {

    /** What a trial that no client has taken yet has for a lease. */
    static final ClientLease NOBODYS = new ClientLease("", 0, 0);

    private static final int METRICS_MAX = 200;
    private static final String ADDED = "add:";

    private final StudyBook book;
    private final Demand demand;
    private final ClientDesk clients;

    AddedTrials(StudyBook book, Demand demand, ClientDesk clients) {
        this.book = book;
        this.demand = demand;
        this.clients = clients;
    }

    StudyReply add(AddAsked ask) {
        String key = ADDED + ask.requestId();
        String stored = ask.requestId() == null ? null : book.answers.get(key);
        if (stored != null) {
            return new StudyReply.TrialDone(Integer.parseInt(stored));
        }
        if (book.state != StudyState.ACTIVE && book.state != StudyState.PAUSED) {
            return denied(
                    Denial.WRONG_STATE,
                    "study " + book.study.name() + " is " + book.state + " and takes no more trials");
        }
        if (demand.budget() == 0) {
            return denied(
                    Denial.WRONG_STATE,
                    "study " + book.study.name() + " has all of its " + book.trials.size()
                            + " trials; raise maxTrials first");
        }
        Canonical point = book.parts.space().canonical(ask.parameters());
        if (!(point instanceof Canonical.Valid valid)) {
            return denied(
                    Denial.BAD_REQUEST, "parameters: " + String.join("; ", ((Canonical.Invalid) point).problems()));
        }
        return ask.metrics().isEmpty() ? enqueue(ask, key, valid.assignment()) : known(ask, key, valid.assignment());
    }

    private StudyReply enqueue(AddAsked ask, String key, Assignment point) {
        TrialBook trial = book.spec.trial().external() == TrialSpec.External.YES
                ? book.queue(point, ask.origin(), book.endedTrials(), NOBODYS)
                : book.queue(point, ask.origin(), book.endedTrials(), null);
        if (trial.external()) {
            clients.offer(trial);
        } else if (book.state == StudyState.ACTIVE) {
            book.submit(trial);
        }
        return done(ask, key, trial);
    }

    private StudyReply known(AddAsked ask, String key, Assignment point) {
        if (ask.metrics().size() > METRICS_MAX) {
            return denied(
                    Denial.BAD_REQUEST,
                    "metrics: " + ask.metrics().size() + " (expected: at most " + METRICS_MAX + ")");
        }
        MetricTally tally = new MetricTally(book.spec.objectives());
        Optional<ObjectiveSpec> missing = tally.missing(ask.metrics());
        if (missing.isPresent()) {
            return denied(
                    Denial.OBJECTIVE_MISSING,
                    "metrics have no value of " + missing.get().metric());
        }
        Optional<ObjectiveSpec> nan = tally.notANumber(ask.metrics());
        if (nan.isPresent()) {
            return denied(Denial.BAD_REQUEST, "metrics: " + nan.get().metric() + " is not a number (NaN)");
        }
        TrialBook trial = book.lend(point, ask.origin(), book.endedTrials(), new ClientLease("", 1, book.now));
        book.endAttempt(trial, AttemptMove.SUCCEED, null);
        book.moveTrial(
                trial,
                TrialMove.SUCCEED,
                new TrialResult(tally.values(ask.metrics()), -1, FailureKind.NONE, "its result was given"));
        return done(ask, key, trial);
    }

    private StudyReply done(AddAsked ask, String key, TrialBook trial) {
        book.note(trial.number, "ADDED", ask.origin());
        if (ask.requestId() != null) {
            String answer = Integer.toString(trial.number);
            book.answers.put(key, answer);
            book.change(new StudyChange.Answered(key, answer, book.now));
        }
        return new StudyReply.TrialDone(trial.number);
    }

    private static StudyReply denied(Denial why, String detail) {
        return new StudyReply.Denied(why, detail);
    }
}
