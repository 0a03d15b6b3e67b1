package org.attune.tuner.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.attune.runner.worker.FailureKind;
import org.attune.search.space.Assignment;
import org.attune.tuner.spec.TrialSpec;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.attune.tuner.study.Lifecycles.TrialMove;
import org.attune.tuner.study.StudyEvent.SuggestAsked;
import org.attune.tuner.study.StudyReply.Denial;
import org.attune.tuner.study.StudyReply.Suggested;
import org.jspecify.annotations.Nullable;

/**
 * Lends trials to clients, and takes back those whose lease runs out. Reports and results are in {@link ClientResults}.
 */
final class ClientDesk {

    /** How a trial whose lease ran out begins its reason. */
    static final String LEASE_EXPIRED = "LEASE_EXPIRED";

    /** Most trials in one answer. */
    static final int COUNT_MAX = 100;

    /** Most clients that wait at once. */
    static final int WAITING_MAX = 1_000;

    /** Longest lease, 7 days. */
    static final long LEASE_MAX_MILLIS = 7L * 24 * 3_600_000;

    private static final long WAIT_MAX_MILLIS = 60_000;
    private static final String AGAIN = "again: trial ";

    private record Waiting(SuggestAsked ask, long deadline) {}

    private final StudyBook book;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    /** Points of trials whose lease ran out, by the number of that trial. */
    private final TreeMap<Integer, Assignment> again = new TreeMap<>();

    /** Numbers of trials that wait for a client to take them. */
    private final TreeSet<Integer> offered = new TreeSet<>();

    private long earliestLease = Long.MAX_VALUE;

    ClientDesk(StudyBook book) {
        this.book = book;
    }

    /** Finds what is left to do after the trials were rebuilt. */
    void restore() {
        Set<String> taken = new HashSet<>();
        book.trials.forEach(trial -> taken.add(trial.origin));
        for (TrialBook trial : book.trials) {
            if (trial.lease != null && trial.state == TrialState.QUEUED) {
                offered.add(trial.number);
            } else if (trial.lease != null && !trial.state.ended()) {
                earliestLease = Math.min(earliestLease, trial.lease.untilMillis());
            } else if (expired(trial) && !trial.origin.startsWith(AGAIN) && !taken.contains(AGAIN + trial.number)) {
                again.put(trial.number, trial.assignment);
            }
        }
    }

    static boolean expired(TrialBook trial) {
        return trial.state == TrialState.FAILED && trial.result.reason().startsWith(LEASE_EXPIRED);
    }

    /** A client asks; it is answered at once, or waits. */
    void ask(SuggestAsked ask) {
        String problem = problem(ask);
        if (book.spec.trial().external() == TrialSpec.External.NO) {
            book.effect(new StudyEffect.Reply(
                    ask.token(),
                    new StudyReply.Denied(
                            Denial.WRONG_STATE,
                            "study " + book.study.name()
                                    + " runs its own trials alone; write trial: {external: allowed}"
                                    + " to lend some to clients")));
        } else if (!problem.isEmpty()) {
            book.effect(new StudyEffect.Reply(ask.token(), new StudyReply.Denied(Denial.BAD_REQUEST, problem)));
        } else if (waiting.size() >= WAITING_MAX) {
            reply(ask, List.of());
        } else {
            long wait = Math.min(WAIT_MAX_MILLIS, Math.max(0, ask.patience().toMillis()));
            waiting.add(new Waiting(ask, book.now + wait));
        }
    }

    private static String problem(SuggestAsked ask) {
        if (ask.count() < 1 || ask.count() > COUNT_MAX) {
            return "count: " + ask.count() + " (expected: 1 to " + COUNT_MAX + ")";
        }
        return leaseProblem(ask.lease().toMillis());
    }

    static String leaseProblem(long millis) {
        return millis >= 1 && millis <= LEASE_MAX_MILLIS
                ? ""
                : "lease: " + millis + " ms (expected: above 0, at most 7 days)";
    }

    /** Answers those that need nothing new: repeated requests, clients that hold trials, studies that have ended. */
    void settle() {
        for (Iterator<Waiting> it = waiting.iterator(); it.hasNext(); ) {
            SuggestAsked ask = it.next().ask();
            List<Integer> known = known(ask);
            if (known != null || book.state.ended()) {
                it.remove();
                reply(ask, known == null ? List.of() : known);
            }
        }
    }

    /** The trials that the same request, or the same client, has already; null for none. */
    private @Nullable List<Integer> known(SuggestAsked ask) {
        String stored = ask.requestId() == null ? null : book.answers.get(ask.requestId());
        if (stored != null) {
            return numbers(stored);
        }
        if (ask.clientId().isEmpty()) {
            return null;
        }
        List<Integer> held = new ArrayList<>();
        for (TrialBook trial : book.live.values()) {
            boolean taken = trial.state != TrialState.QUEUED;
            if (taken
                    && trial.lease != null
                    && trial.lease.clientId().equals(ask.clientId())
                    && held.size() < ask.count()) {
                renew(trial, ask.lease().toMillis());
                held.add(trial.number);
            }
        }
        return held.isEmpty() ? null : held;
    }

    /** How many more trials clients wait for, and may have. */
    int need(int budget) {
        long wanted = 0;
        for (Waiting client : waiting) {
            wanted += client.ask().count();
        }
        return (int) Math.min(Math.min(wanted, slots()), budget);
    }

    private int slots() {
        boolean alone = book.spec.trial().external() == TrialSpec.External.YES;
        if (!alone || book.spec.parallelism().isEmpty()) {
            return Integer.MAX_VALUE;
        }
        return Math.max(0, book.spec.parallelism().getAsInt() - (book.live.size() - offered.size()));
    }

    boolean hasAgain() {
        return !again.isEmpty();
    }

    /** Lends points of expired trials once more, while clients wait. */
    void lendAgain(int budget) {
        int left = Math.min(need(budget), again.size());
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < left; i++) {
            Map.Entry<Integer, Assignment> first = again.pollFirstEntry();
            points.add(new Point(first.getValue(), AGAIN + first.getKey()));
        }
        lend(points, book.endedTrials());
    }

    /** A trial that waits for a client. */
    void offer(TrialBook trial) {
        offered.add(trial.number);
    }

    /** Gives trials that wait to clients that ask, the oldest first; they go before new points. */
    void lendOffered() {
        offered.removeIf(number -> book.trials.get(number - 1).state != TrialState.QUEUED);
        while (!offered.isEmpty() && !waiting.isEmpty() && slots() > 0) {
            SuggestAsked ask = waiting.remove().ask();
            List<Integer> numbers = new ArrayList<>();
            while (!offered.isEmpty() && numbers.size() < ask.count() && slots() > 0) {
                TrialBook trial = book.trials.get(offered.first() - 1);
                long until = book.now + ask.lease().toMillis();
                book.lease(trial, new ClientLease(ask.clientId(), ask.lease().toMillis(), until));
                book.moveAttempt(trial, AttemptMove.START);
                book.moveTrial(trial, TrialMove.START, TrialResult.NONE);
                offered.remove(trial.number);
                earliestLease = Math.min(earliestLease, until);
                numbers.add(trial.number);
            }
            answer(ask, numbers);
        }
    }

    private void answer(SuggestAsked ask, List<Integer> numbers) {
        if (ask.requestId() != null) {
            String answer = answer(numbers);
            book.answers.put(ask.requestId(), answer);
            book.change(new StudyChange.Answered(ask.requestId(), answer, book.now));
        }
        reply(ask, numbers);
    }

    /** A point to be lent. */
    record Point(Assignment assignment, String origin) {}

    /** Lends these points to those who wait, first come first served; each gets up to what it asked for. */
    void lend(List<Point> points, int history) {
        Iterator<Point> rest = points.iterator();
        while (rest.hasNext() && !waiting.isEmpty()) {
            SuggestAsked ask = waiting.remove().ask();
            long length = ask.lease().toMillis();
            List<Integer> numbers = new ArrayList<>();
            while (rest.hasNext() && numbers.size() < ask.count()) {
                Point point = rest.next();
                ClientLease lease = new ClientLease(ask.clientId(), length, book.now + length);
                TrialBook trial = book.lend(point.assignment(), point.origin(), history, lease);
                earliestLease = Math.min(earliestLease, lease.untilMillis());
                numbers.add(trial.number);
            }
            answer(ask, numbers);
        }
    }

    /**
     * Sends away those whose time is up. Who waits for a proposal that is being made goes on waiting for it: it is
     * nearly there.
     */
    void giveUp(boolean proposing) {
        for (Iterator<Waiting> it = waiting.iterator(); it.hasNext(); ) {
            Waiting client = it.next();
            if (client.deadline() <= book.now && !proposing) {
                it.remove();
                reply(client.ask(), List.of());
            }
        }
    }

    /** Keeps a client's lease for this long from now. */
    void renew(TrialBook trial, long length) {
        ClientLease lease = trial.lease;
        if (lease != null && (lease.lengthMillis() != length || book.now + length > lease.untilMillis())) {
            // half as long again, so that not every report has to write it
            book.lease(trial, new ClientLease(lease.clientId(), length, book.now + length + length / 2));
            earliestLease = Math.min(earliestLease, book.now + length + length / 2);
        }
    }

    /** Fails the trials whose clients were not heard in time. O(1) while none is due. */
    void expire() {
        if (book.now < earliestLease) {
            return;
        }
        earliestLease = Long.MAX_VALUE;
        for (TrialBook trial : List.copyOf(book.live.values())) {
            ClientLease lease = trial.lease;
            if (lease == null || trial.state == TrialState.QUEUED) {
                continue;
            }
            if (lease.untilMillis() > book.now) {
                earliestLease = Math.min(earliestLease, lease.untilMillis());
            } else {
                expire(trial, lease);
            }
        }
    }

    private void expire(TrialBook trial, ClientLease lease) {
        MetricTally tally = trial.tally();
        boolean stopped = trial.state == TrialState.STOPPING;
        if (stopped && tally.missing().isEmpty() && tally.notANumber(Map.of()).isEmpty()) {
            String why = trial.result.reason() + "; its client did not answer any more";
            book.endAttempt(trial, AttemptMove.HALT, null);
            book.moveTrial(trial, TrialMove.PRUNE, result(trial, FailureKind.NONE, why));
            return;
        }
        String why = LEASE_EXPIRED + ": the client was not heard for " + lease.lengthMillis() / 1000.0 + " s";
        book.endAttempt(trial, AttemptMove.LOSE, null);
        book.moveTrial(trial, TrialMove.FAIL, result(trial, FailureKind.LOST, why));
        book.note(trial.number, LEASE_EXPIRED, why);
        if (!stopped && !trial.origin.startsWith(AGAIN)) {
            again.put(trial.number, trial.assignment);
        }
    }

    private static TrialResult result(TrialBook trial, FailureKind kind, String why) {
        return new TrialResult(trial.tally().values(Map.of()), trial.tally().step(), kind, why);
    }

    /** When something here is due; {@link Long#MAX_VALUE} for never. */
    long due(boolean proposing) {
        long due = earliestLease;
        if (!proposing) {
            for (Waiting client : waiting) {
                due = Math.min(due, client.deadline());
            }
        }
        return due;
    }

    private void reply(SuggestAsked ask, List<Integer> numbers) {
        book.effect(new StudyEffect.Reply(ask.token(), new Suggested(numbers, book.state)));
    }

    private static String answer(List<Integer> numbers) {
        return "{\"trials\":" + numbers + "}";
    }

    private static List<Integer> numbers(String answer) {
        List<Integer> numbers = new ArrayList<>();
        for (String part : answer.split("[^0-9]+", -1)) {
            if (!part.isEmpty()) {
                numbers.add(Integer.parseInt(part));
            }
        }
        return numbers;
    }
}
