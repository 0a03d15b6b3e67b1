package org.attune.tuner.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.GangOutcome;
import org.attune.tuner.study.Attempt;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.ClientLease;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/** One study in memory, by the words of {@link StudyChange} alone: what a store is compared with. */
final class StoreModel {

    /** A change that must be refused. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Nullable
    Study study;

    TreeMap<Integer, Trial> trials = new TreeMap<>();
    List<Observations> observations = new ArrayList<>();
    List<Integer> endOrder = new ArrayList<>();
    Map<String, String> answers = new LinkedHashMap<>();
    Map<String, Long> streams = new HashMap<>();

    StoreModel copy() {
        StoreModel copy = new StoreModel();
        copy.study = study;
        copy.trials = new TreeMap<>(trials);
        copy.observations = new ArrayList<>(observations);
        copy.endOrder = new ArrayList<>(endOrder);
        copy.answers = new LinkedHashMap<>(answers);
        copy.streams = new HashMap<>(streams);
        return copy;
    }

    @Nullable
    StoredStudy stored() {
        return study == null
                ? null
                : new StoredStudy(
                        study, List.copyOf(trials.values()), List.copyOf(observations), List.copyOf(endOrder), answers);
    }

    void apply(StudyChange change) {
        if (change instanceof StudyChange.StudyCreated c) {
            require(study == null);
            study = c.study();
            return;
        }
        Study now = study;
        require(now != null);
        if (now == null) {
            return;
        }
        if (change instanceof StudyChange.StudyMoved c) {
            require(now.state() == c.from());
            study = with(now, c.to(), c.reason(), c.to().ended() ? c.atMillis() : 0);
        } else if (change instanceof StudyChange.TrialCreated c) {
            require(c.trial().number() == trials.size() + 1);
            trials.put(c.trial().number(), c.trial());
        } else if (change instanceof StudyChange.TrialMoved c) {
            move(c);
        } else if (change instanceof StudyChange.TrialLeased c) {
            Trial trial = trial(c.trial());
            require(!trial.state().ended());
            trials.put(c.trial(), with(trial, trial.state(), c.lease(), trial.result(), trial.startedMillis(), 0));
        } else if (change instanceof StudyChange.AttemptCreated c) {
            create(c);
        } else if (change instanceof StudyChange.AttemptMoved c) {
            Attempt attempt = attempt(c.trial(), c.attempt());
            require(c.from().contains(attempt.state()));
            long started = c.to() == AttemptState.RUNNING && attempt.startedMillis() == 0
                    ? c.atMillis()
                    : attempt.startedMillis();
            put(trial(c.trial()), with(attempt, c.to(), attempt.claim(), null, started, 0));
        } else if (change instanceof StudyChange.AttemptEnded c) {
            Attempt attempt = attempt(c.trial(), c.attempt());
            require(c.from().contains(attempt.state()));
            put(
                    trial(c.trial()),
                    with(attempt, c.to(), attempt.claim(), c.outcome(), attempt.startedMillis(), c.atMillis()));
        } else if (change instanceof StudyChange.Observed c) {
            observe(c.observations());
        } else if (change instanceof StudyChange.Noted c) {
            require(c.trial() == 0 || trials.containsKey(c.trial()));
        } else if (change instanceof StudyChange.Answered c) {
            require(answers.putIfAbsent(c.requestId(), c.answerJson()) == null);
        } else {
            throw new AssertionError(change);
        }
    }

    private void create(StudyChange.AttemptCreated c) {
        Trial trial = trial(c.trial());
        require(trial.attempts().stream().allMatch(a -> a.state().ended()));
        require(c.attempt() == trial.attempts().size() + 1);
        put(
                trial,
                new Attempt(
                        c.attempt(),
                        c.state(),
                        c.runner(),
                        null,
                        null,
                        c.atMillis(),
                        c.state() == AttemptState.RUNNING ? c.atMillis() : 0,
                        0));
    }

    /** The ledger's steps: whether they are taken. */
    boolean preparing(int trial, int attempt) {
        return step(trial, attempt, AttemptState.PREPARING, null, AttemptState.QUEUED, AttemptState.PREPARING);
    }

    boolean claimed(int trial, int attempt, ClaimedGang gang) {
        Trial of = trials.get(trial);
        if (of != null && attempt <= of.attempts().size()) {
            Attempt known = of.attempts().get(attempt - 1);
            if (known.state() == AttemptState.CLAIMED && gang.equals(known.claim())) {
                return true;
            }
        }
        return step(trial, attempt, AttemptState.CLAIMED, gang, AttemptState.PREPARING);
    }

    boolean requeued(int trial, int attempt) {
        return step(trial, attempt, AttemptState.QUEUED, null, AttemptState.PREPARING);
    }

    private boolean step(int trial, int number, AttemptState to, @Nullable ClaimedGang gang, AttemptState... from) {
        Trial of = trials.get(trial);
        if (of == null || of.attempts().size() < number) {
            return false;
        }
        Attempt attempt = of.attempts().get(number - 1);
        if (!List.of(from).contains(attempt.state())) {
            return false;
        }
        put(of, with(attempt, to, gang == null ? attempt.claim() : gang, null, attempt.startedMillis(), 0));
        return true;
    }

    private void move(StudyChange.TrialMoved change) {
        Trial trial = trial(change.trial());
        require(trial.state() == change.from() && !trial.state().ended());
        long started = change.to() == TrialState.RUNNING && trial.startedMillis() == 0
                ? change.atMillis()
                : trial.startedMillis();
        long ended = change.to().ended() ? change.atMillis() : 0;
        trials.put(change.trial(), with(trial, change.to(), trial.lease(), change.result(), started, ended));
        if (change.to().ended()) {
            endOrder.add(change.trial());
        }
    }

    private void observe(Observations batch) {
        attempt(batch.trial(), batch.attempt());
        if (batch.position() != 0) {
            String stream = batch.trial() + "-" + batch.attempt() + "-" + batch.rank();
            require(batch.position() == streams.getOrDefault(stream, 0L) + 1);
            streams.put(stream, batch.position());
        }
        observations.add(batch);
    }

    private Trial trial(int number) {
        Trial trial = trials.get(number);
        if (trial == null) {
            throw new Refused();
        }
        return trial;
    }

    private Attempt attempt(int trial, int number) {
        List<Attempt> attempts = trial(trial).attempts();
        if (number < 1 || number > attempts.size()) {
            throw new Refused();
        }
        return attempts.get(number - 1);
    }

    private void put(Trial trial, Attempt attempt) {
        List<Attempt> attempts = new ArrayList<>(trial.attempts());
        if (attempt.number() <= attempts.size()) {
            attempts.set(attempt.number() - 1, attempt);
        } else {
            attempts.add(attempt);
        }
        trials.put(
                trial.number(),
                new Trial(
                        trial.number(),
                        trial.state(),
                        trial.parameters(),
                        trial.origin(),
                        trial.history(),
                        trial.lease(),
                        trial.result(),
                        trial.createdMillis(),
                        trial.startedMillis(),
                        trial.endedMillis(),
                        attempts));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new Refused();
        }
    }

    private static Study with(Study s, StudyState state, String reason, long ended) {
        return new Study(
                s.name(),
                s.uid(),
                s.spec(),
                s.submitted(),
                s.seed(),
                s.filesDigest(),
                state,
                reason,
                s.createdMillis(),
                ended);
    }

    private static Trial with(
            Trial t, TrialState state, @Nullable ClientLease lease, TrialResult result, long started, long ended) {
        return new Trial(
                t.number(),
                state,
                t.parameters(),
                t.origin(),
                t.history(),
                lease,
                result,
                t.createdMillis(),
                started,
                ended,
                t.attempts());
    }

    private static Attempt with(
            Attempt a,
            AttemptState state,
            @Nullable ClaimedGang claim,
            @Nullable GangOutcome outcome,
            long started,
            long ended) {
        return new Attempt(a.number(), state, a.runner(), claim, outcome, a.createdMillis(), started, ended);
    }
}
