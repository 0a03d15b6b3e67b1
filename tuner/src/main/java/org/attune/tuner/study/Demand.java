package org.attune.tuner.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attune.search.stopping.Promotion;
import org.attune.search.strategy.Proposal;
import org.attune.tuner.spec.TrialSpec;
import org.attune.tuner.study.StudyEvent.Proposed;

/** Decides how many trials are wanted, asks for exactly so many proposals, and makes trials of them. */
final class Demand {

    /** Trials of one study. */
    static final int TRIALS_MAX = 100_000;

    /** Proposals in one request: a bound on the work between two events. */
    private static final int ASK_MAX = 100;

    /** Trials at once under {@code parallelism: auto}. */
    private static final int AUTO_MAX = 4_096;

    /** Under {@code auto}, how long a queued trial of which nothing was heard keeps the next one back. */
    private static final long AUTO_PATIENCE_MILLIS = 1_000;

    private final StudyBook book;
    private final ClientDesk clients;
    private int asked;
    private int askedAt;
    private String exhausted = "";
    private boolean resting;

    Demand(StudyBook book, ClientDesk clients) {
        this.book = book;
        this.clients = clients;
    }

    boolean proposing() {
        return asked > 0;
    }

    /** Why the strategy has nothing more; empty while it may have. */
    String exhausted() {
        return exhausted;
    }

    /** How many more trials may be made. */
    int budget() {
        int most = Math.min(TRIALS_MAX, book.spec.maxTrials().orElse(TRIALS_MAX));
        return Math.max(0, most - book.trials.size());
    }

    /** Takes an answer, and makes trials of as much of it as is still wanted. */
    void take(Proposed answer) {
        if (asked == 0 || answer.history() != askedAt) {
            return;
        }
        asked = 0;
        List<Proposal> proposals = answer.proposals().proposals();
        int taken = 0;
        if (book.state == StudyState.ACTIVE) {
            int lent = Math.min(clients.need(budget()), proposals.size());
            List<ClientDesk.Point> points = new ArrayList<>();
            for (Proposal proposal : proposals.subList(0, lent)) {
                points.add(new ClientDesk.Point(proposal.assignment(), proposal.origin()));
            }
            clients.lend(points, askedAt);
            taken = lent;
            while (taken < proposals.size() && own() > 0 && budget() > 0) {
                Proposal proposal = proposals.get(taken);
                book.launch(proposal.assignment(), proposal.origin(), askedAt);
                taken++;
            }
        }
        if (taken == proposals.size()) {
            // what was not taken will be asked for again, under its right number
            exhausted = answer.proposals().exhausted().orElse("");
            resting = proposals.isEmpty() && exhausted.isEmpty();
        }
    }

    /** The paused trial that should go on before anything new; empty when there is none. */
    Optional<Promotion> promotion() {
        if (book.resting.isEmpty()) {
            return Optional.empty();
        }
        boolean last = asked == 0 && (budget() == 0 || !exhausted.isEmpty());
        return book.parts.rule().flatMap(rule -> rule.promotion(book.resting::containsKey, last));
    }

    private void promote() {
        while (own() > asked) {
            Optional<Promotion> promotion = promotion();
            if (promotion.isEmpty()) {
                return;
            }
            int number = promotion.get().trial();
            book.promote(book.trials.get(number - 1), promotion.get().reason());
        }
    }

    /** Resumes what should go on, and asks for what is wanted besides, unless an answer is still under way. */
    void fill() {
        if (book.state == StudyState.ACTIVE) {
            promote();
        }
        if (book.state != StudyState.ACTIVE || asked > 0) {
            return;
        }
        clients.lendOffered();
        if (clients.hasAgain()) {
            clients.lendAgain(budget());
        }
        if (!exhausted.isEmpty() || (resting && askedAt == book.endedTrials())) {
            return;
        }
        int budget = budget();
        int wanted = Math.min(Math.min(own() + clients.need(budget), budget), ASK_MAX);
        if (wanted > 0) {
            asked = wanted;
            askedAt = book.endedTrials();
            resting = false;
            book.effect(new StudyEffect.AskProposals(askedAt, book.history(), wanted));
        }
    }

    /** How many more trials should run on nodes. */
    private int own() {
        if (book.spec.trial().external() == TrialSpec.External.YES) {
            return 0;
        }
        int running = 0;
        boolean held = false;
        for (TrialBook trial : book.live.values()) {
            if (!trial.external()) {
                running++;
                held |= trial.state == TrialState.QUEUED && (trial.attempt().waiting || patience(trial) > book.now);
            }
        }
        if (book.spec.parallelism().isPresent()) {
            return Math.max(0, book.spec.parallelism().getAsInt() - running);
        }
        return held || running >= AUTO_MAX ? 0 : 1;
    }

    private static long patience(TrialBook trial) {
        return trial.attempt().createdMillis + AUTO_PATIENCE_MILLIS;
    }

    /** When to look again; {@link Long#MAX_VALUE} for never. */
    long due() {
        long due = Long.MAX_VALUE;
        boolean auto = book.spec.parallelism().isEmpty();
        if (auto && book.state == StudyState.ACTIVE && exhausted.isEmpty() && budget() > 0) {
            for (TrialBook trial : book.live.values()) {
                boolean unheard = trial.state == TrialState.QUEUED && !trial.attempt().waiting;
                if (unheard && !trial.external() && patience(trial) > book.now) {
                    due = Math.min(due, patience(trial));
                }
            }
        }
        return due;
    }
}
