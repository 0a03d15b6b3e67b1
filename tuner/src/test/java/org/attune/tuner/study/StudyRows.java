package org.attune.tuner.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.Transitions;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one study in memory, as a store keeps them: a transaction is applied as a whole or refused as a whole. It
 * checks more than a database would: transitions, dense numbers, one live attempt, streams without gaps.
 */
public final class StudyRows {

    /** A change that does not fit the rows. */
    public static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    private @Nullable Study study;
    private List<Trial> trials = new ArrayList<>();
    private List<Observations> observations = new ArrayList<>();
    private List<Integer> endOrder = new ArrayList<>();
    private Map<String, String> answers = new LinkedHashMap<>();
    private Map<String, Long> positions = new HashMap<>();
    private List<StudyChange.Noted> notes = new ArrayList<>();

    /** Rows of a study that exists already. */
    public static StudyRows of(Study study) {
        StudyRows rows = new StudyRows();
        rows.study = study;
        return rows;
    }

    public Study study() {
        Study known = study;
        if (known == null) {
            throw new Refused("no study");
        }
        return known;
    }

    public List<Trial> trials() {
        return List.copyOf(trials);
    }

    public Trial trial(int number) {
        require(number >= 1 && number <= trials.size(), "no trial " + number);
        return trials.get(number - 1);
    }

    public List<Observations> observations() {
        return List.copyOf(observations);
    }

    public List<Integer> endOrder() {
        return List.copyOf(endOrder);
    }

    public Map<String, String> answers() {
        return Map.copyOf(answers);
    }

    public List<StudyChange.Noted> notes() {
        return List.copyOf(notes);
    }

    /** An engine made of these rows. */
    public StudyEngine engine(StudyParts parts) {
        return StudyEngine.restore(study(), trials(), observations(), endOrder(), answers(), parts);
    }

    /** Applies a transaction, or throws {@link Refused} and changes nothing. */
    public void commit(List<StudyChange> changes) {
        StudyRows before = copy();
        int observed = observations.size();
        int noted = notes.size();
        try {
            changes.forEach(this::apply);
        } catch (Refused e) {
            set(before);
            observations.subList(observed, observations.size()).clear();
            notes.subList(noted, notes.size()).clear();
            throw e;
        }
    }

    /** A step of the ledger; false when the attempt is not in a state that allows it. */
    public boolean ledger(int trial, int attempt, AttemptMove move, @Nullable ClaimedGang claim) {
        Attempt row = attempt(trial, attempt);
        Optional<AttemptState> to = row.state().ended() || row.state() == AttemptState.RUNNING
                ? Optional.empty()
                : Lifecycles.ATTEMPT.next(row.state(), move);
        if (to.isEmpty()) {
            return false;
        }
        put(
                trial,
                new Attempt(
                        row.number(),
                        to.get(),
                        row.runner(),
                        claim == null ? row.claim() : claim,
                        null,
                        row.createdMillis(),
                        0,
                        0));
        return true;
    }

    private StudyRows copy() {
        StudyRows copy = new StudyRows();
        copy.study = study;
        copy.trials = new ArrayList<>(trials);
        copy.observations = observations;
        copy.endOrder = new ArrayList<>(endOrder);
        copy.answers = new LinkedHashMap<>(answers);
        copy.positions = new HashMap<>(positions);
        copy.notes = notes;
        return copy;
    }

    private void set(StudyRows other) {
        study = other.study;
        trials = other.trials;
        endOrder = other.endOrder;
        answers = other.answers;
        positions = other.positions;
    }

    private void apply(StudyChange change) {
        if (change instanceof StudyChange.StudyCreated created) {
            require(study == null, "a second study");
            study = created.study();
        } else if (change instanceof StudyChange.StudyMoved moved) {
            apply(moved);
        } else if (change instanceof StudyChange.SpecChanged changed) {
            study = with(study(), changed.spec(), study().state(), study().reason(), 0);
        } else if (change instanceof StudyChange.TrialCreated created) {
            Trial trial = created.trial();
            require(trial.number() == trials.size() + 1, "trial " + trial.number() + " after " + trials.size());
            require(!study().state().ended(), "a trial of an ended study");
            require(trial.attempts().isEmpty(), "a new trial with attempts");
            trials.add(trial);
        } else if (change instanceof StudyChange.TrialMoved moved) {
            apply(moved);
        } else if (change instanceof StudyChange.TrialLeased leased) {
            Trial row = trial(leased.trial());
            require(row.lease() != null && !row.state().ended(), "a lease on " + row);
            put(row, row.state(), row.result(), leased.lease(), row.startedMillis(), row.endedMillis(), row.attempts());
        } else if (change instanceof StudyChange.AttemptCreated created) {
            apply(created);
        } else if (change instanceof StudyChange.AttemptMoved moved) {
            moveAttempt(moved.trial(), moved.attempt(), moved.from(), moved.to(), null, moved.atMillis());
        } else if (change instanceof StudyChange.AttemptEnded ended) {
            require(ended.to().ended(), "an end in " + ended.to());
            moveAttempt(ended.trial(), ended.attempt(), ended.from(), ended.to(), ended.outcome(), ended.atMillis());
        } else if (change instanceof StudyChange.Observed observed) {
            apply(observed);
        } else if (change instanceof StudyChange.Noted noted) {
            notes.add(noted);
        } else if (change instanceof StudyChange.Answered answered) {
            require(answers.put(answered.requestId(), answered.answerJson()) == null, "a second " + answered);
        } else {
            throw new Refused("unknown change " + change);
        }
    }

    private void apply(StudyChange.StudyMoved moved) {
        Study row = study();
        require(row.state() == moved.from(), "study is " + row.state() + ": " + moved);
        requireInTable(Lifecycles.STUDY, moved.from(), moved.to());
        if (moved.to().ended()) {
            require(trials.stream().allMatch(t -> t.state().ended()), "the study ends before its trials");
        }
        study = with(row, row.spec(), moved.to(), moved.reason(), moved.to().ended() ? moved.atMillis() : 0);
    }

    private static Study with(
            Study row, org.attune.tuner.spec.StudySpec spec, StudyState state, String reason, long ended) {
        return new Study(
                row.name(),
                row.uid(),
                spec,
                row.submitted(),
                row.seed(),
                row.filesDigest(),
                state,
                reason,
                row.createdMillis(),
                ended);
    }

    private void apply(StudyChange.TrialMoved moved) {
        Trial row = trial(moved.trial());
        require(row.state() == moved.from(), "trial is " + row.state() + ": " + moved);
        requireInTable(Lifecycles.TRIAL, moved.from(), moved.to());
        if (moved.to().ended()) {
            require(row.attempts().stream().allMatch(a -> a.state().ended()), "it ends before its attempt: " + moved);
            require(!moved.to().succeeded() || !moved.result().metrics().isEmpty(), "a success without a value");
            endOrder.add(moved.trial());
        }
        long started = moved.to() == TrialState.RUNNING ? moved.atMillis() : row.startedMillis();
        long ended = moved.to().ended() ? moved.atMillis() : 0;
        put(row, moved.to(), moved.result(), row.lease(), started, ended, row.attempts());
    }

    private void apply(StudyChange.AttemptCreated created) {
        Trial row = trial(created.trial());
        require(!row.state().ended(), "an attempt of an ended trial: " + created);
        require(created.attempt() == row.attempts().size() + 1, "not the next attempt: " + created);
        require(row.attempts().stream().allMatch(a -> a.state().ended()), "two live attempts: " + created);
        List<Attempt> attempts = new ArrayList<>(row.attempts());
        long started = created.state() == AttemptState.RUNNING ? created.atMillis() : 0;
        attempts.add(new Attempt(
                created.attempt(), created.state(), created.runner(), null, null, created.atMillis(), started, 0));
        put(row, row.state(), row.result(), row.lease(), row.startedMillis(), row.endedMillis(), attempts);
    }

    private void moveAttempt(
            int trial, int attempt, List<AttemptState> from, AttemptState to, @Nullable GangOutcome outcome, long at) {
        Attempt row = attempt(trial, attempt);
        require(
                from.contains(row.state()),
                "attempt " + attempt + " of trial " + trial + " is " + row.state() + " (expected: " + from
                        + ", to become " + to + ")");
        requireInTable(Lifecycles.ATTEMPT, row.state(), to);
        put(
                trial,
                new Attempt(
                        attempt,
                        to,
                        row.runner(),
                        row.claim(),
                        outcome,
                        row.createdMillis(),
                        to == AttemptState.RUNNING ? at : row.startedMillis(),
                        to.ended() ? at : 0));
    }

    private void apply(StudyChange.Observed observed) {
        Observations row = observed.observations();
        Trial trial = trial(row.trial());
        require(!trial.state().ended(), "points of an ended trial");
        require(row.attempt() <= trial.attempts().size(), "points of no attempt");
        if (row.position() > 0) {
            String stream = row.trial() + "/" + row.attempt() + "/" + row.rank();
            long before = positions.getOrDefault(stream, 0L);
            require(row.position() == before + 1, stream + " at " + row.position() + " after " + before);
            positions.put(stream, row.position());
        }
        observations.add(row);
    }

    private Attempt attempt(int trial, int attempt) {
        List<Attempt> attempts = trial(trial).attempts();
        require(attempt >= 1 && attempt <= attempts.size(), "no attempt " + attempt + " of trial " + trial);
        return attempts.get(attempt - 1);
    }

    private void put(int trial, Attempt attempt) {
        Trial row = trial(trial);
        List<Attempt> attempts = new ArrayList<>(row.attempts());
        attempts.set(attempt.number() - 1, attempt);
        put(row, row.state(), row.result(), row.lease(), row.startedMillis(), row.endedMillis(), attempts);
    }

    private void put(
            Trial row,
            TrialState state,
            TrialResult result,
            @Nullable ClientLease lease,
            long started,
            long ended,
            List<Attempt> attempts) {
        trials.set(
                row.number() - 1,
                new Trial(
                        row.number(),
                        state,
                        row.parameters(),
                        row.origin(),
                        row.history(),
                        lease,
                        result,
                        row.createdMillis(),
                        started,
                        ended,
                        attempts));
    }

    private static <S, E> void requireInTable(Transitions<S, E> table, S from, S to) {
        require(
                table.all().stream().anyMatch(t -> t.from().equals(from) && t.to().equals(to)),
                from + " to " + to + " is in no table");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refused(otherwise);
        }
    }
}
