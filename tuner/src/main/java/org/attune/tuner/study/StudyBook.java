package org.attune.tuner.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.Transitions;
import org.attune.search.space.Assignment;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.OutcomeConstraints;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.TrialSpec;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.attune.tuner.study.Lifecycles.StudyMove;
import org.attune.tuner.study.Lifecycles.TrialMove;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an engine, and the decisions being taken. Each method that changes the memory writes the row's change
 * beside it, so that the two cannot part; nothing else writes either.
 */
final class StudyBook {

    /** How a study that is being cancelled begins its reason; the only trace of it in the rows. */
    static final String CANCELLING = "being cancelled";

    private static final int NOTE_MAX = 2_000;
    /** So that a message to a node stays small. */
    private static final int TIDY_AT_ONCE = 1_000;

    final Study study;
    final StudySpec spec;
    final StudyParts parts;
    final List<TrialBook> trials = new ArrayList<>();
    /** Trials that have not ended, but for those that rest. */
    final TreeMap<Integer, TrialBook> live = new TreeMap<>();
    /** Paused trials of which nothing runs. */
    final TreeMap<Integer, TrialBook> resting = new TreeMap<>();

    final Map<String, String> answers = new HashMap<>();
    final Standing standing;
    final OutcomeConstraints outcomes;
    StudyState state;
    String reason;
    long now;

    private final List<TrialRecord> ended = new ArrayList<>();
    private List<StudyChange> changes = new ArrayList<>();
    private List<StudyEffect> effects = new ArrayList<>();

    StudyBook(Study study, StudyParts parts) {
        this.study = study;
        this.spec = study.spec();
        this.parts = parts;
        this.state = study.state();
        this.reason = study.reason();
        this.now = study.createdMillis();
        this.standing = new Standing(spec, study.createdMillis());
        this.outcomes = OutcomeConstraints.of(spec);
    }

    /** Ends a decision. */
    Decisions take() {
        Decisions taken = new Decisions(changes, effects);
        changes = new ArrayList<>();
        effects = new ArrayList<>();
        return taken;
    }

    void effect(StudyEffect effect) {
        effects.add(effect);
    }

    void change(StudyChange change) {
        changes.add(change);
    }

    void note(int trial, String kind, String text) {
        changes.add(new StudyChange.Noted(trial, kind, shorten(text), now));
    }

    static String shorten(String text) {
        return text.length() <= NOTE_MAX ? text : text.substring(0, NOTE_MAX - 1) + "…";
    }

    AttemptId id(TrialBook trial, AttemptBook attempt) {
        return new AttemptId(study.uid(), trial.number, attempt.number);
    }

    int endedTrials() {
        return ended.size();
    }

    /**
     * All that a strategy is told: ended trials in the order of their ends, then those that rest and those that run, by
     * number. O(trials).
     */
    History history() {
        List<TrialRecord> all = new ArrayList<>(ended.size() + resting.size() + live.size());
        all.addAll(ended);
        resting.values().forEach(trial -> all.add(record(trial, Outcome.PRUNED)));
        for (TrialBook trial : live.values()) {
            all.add(TrialRecord.pending(trial.number, trial.assignment).withCurve(trial.curve));
        }
        return new History(trials.size() + 1, all);
    }

    /** Every trial that has not ended, by number. */
    List<TrialBook> open() {
        List<TrialBook> all = new ArrayList<>(live.values());
        all.addAll(resting.values());
        all.sort(Comparator.comparingInt(trial -> trial.number));
        return all;
    }

    /** The gang of a paused trial has ended. */
    void rest(TrialBook trial) {
        live.remove(trial.number);
        resting.put(trial.number, trial);
    }

    /** A trial that rests goes on, from its checkpoint. */
    void promote(TrialBook trial, String why) {
        resting.remove(trial.number);
        live.put(trial.number, trial);
        moveTrial(trial, TrialMove.PROMOTE, trial.result);
        newAttempt(trial, AttemptState.QUEUED, parts.runner());
        note(trial.number, "PROMOTED", why);
        resumed(trial);
        submit(trial);
    }

    /** The rule learns that a trial goes on. */
    void resumed(TrialBook trial) {
        trial.resumed = true;
        parts.rule().ifPresent(rule -> rule.onResume(trial.number));
    }

    void moveStudy(StudyMove move, String why) {
        StudyState to = next(Lifecycles.STUDY, state, move, "study " + study.name());
        changes.add(new StudyChange.StudyMoved(state, to, shorten(why), now));
        note(0, to.name(), why);
        state = to;
        reason = shorten(why);
        if (to.ended()) {
            tidyAll();
            effects.add(new StudyEffect.StudyEnded(to, reason));
        }
    }

    boolean cancelling() {
        return reason.startsWith(CANCELLING);
    }

    /** A trial that runs on nodes, with its first attempt; it is handed over at once. */
    void launch(Assignment assignment, String origin, int history) {
        submit(queue(assignment, origin, history, null));
    }

    /** A trial that waits: for its gang to be handed over, or with a lease for a client. */
    TrialBook queue(Assignment assignment, String origin, int history, @Nullable ClientLease lease) {
        TrialBook trial = add(TrialState.QUEUED, assignment, origin, history, lease);
        newAttempt(trial, AttemptState.QUEUED, lease == null ? parts.runner() : "");
        return trial;
    }

    /** A trial that a client runs. */
    TrialBook lend(Assignment assignment, String origin, int history, ClientLease lease) {
        TrialBook trial = add(TrialState.RUNNING, assignment, origin, history, lease);
        newAttempt(trial, AttemptState.RUNNING, "");
        trial.attempt().startedMillis = now;
        return trial;
    }

    private TrialBook add(
            TrialState first, Assignment assignment, String origin, int history, @Nullable ClientLease lease) {
        TrialBook trial = new TrialBook(trials.size() + 1, first, assignment, origin);
        trial.lease = lease;
        trial.tally = new MetricTally(spec.objectives());
        trials.add(trial);
        live.put(trial.number, trial);
        long started = first == TrialState.RUNNING ? now : 0;
        changes.add(new StudyChange.TrialCreated(new Trial(
                trial.number,
                first,
                assignment.values(),
                origin,
                history,
                lease,
                TrialResult.NONE,
                now,
                started,
                0,
                List.of())));
        return trial;
    }

    /** Another attempt of a trial whose last one has ended. */
    void newAttempt(TrialBook trial, AttemptState first, String runner) {
        int number = trial.attempts.size() + 1;
        trial.attempts.add(new AttemptBook(number, first, runner, now));
        changes.add(new StudyChange.AttemptCreated(trial.number, number, first, runner, now));
    }

    /** Hands the trial's live attempt to the runner. */
    void submit(TrialBook trial) {
        AttemptBook attempt = trial.attempt();
        attempt.submitted = true;
        attempt.waiting = false;
        effects.add(new StudyEffect.SubmitGang(
                parts.gangs().request(id(trial, attempt), trial.assignment), Optional.ofNullable(attempt.claim)));
    }

    void stopGang(TrialBook trial, String why) {
        effects.add(new StudyEffect.StopGang(
                id(trial, trial.attempt()), why, spec.trial().stopGrace()));
    }

    void lease(TrialBook trial, ClientLease lease) {
        trial.lease = lease;
        changes.add(new StudyChange.TrialLeased(trial.number, lease));
    }

    void moveTrial(TrialBook trial, TrialMove move, TrialResult result) {
        TrialState to = next(Lifecycles.TRIAL, trial.state, move, "trial " + trial.number);
        changes.add(new StudyChange.TrialMoved(trial.number, trial.state, to, result, now));
        trial.state = to;
        trial.result = result;
        if (to.ended()) {
            trial.endedMillis = now;
            trial.tally = null;
            live.remove(trial.number);
            resting.remove(trial.number);
            Set<Integer> bestBefore = standing.best();
            count(trial);
            tidy(trial, bestBefore);
        }
    }

    /** What the spec does not want to keep goes as soon as it is known that it is not wanted. */
    private void tidy(TrialBook trial, Set<Integer> bestBefore) {
        if (trial.external()) {
            return;
        }
        List<Integer> own = List.of(trial.number);
        switch (spec.trial().checkpoints()) {
            case ALL -> {
                // and so does everything stay
            }
            case LATEST -> effect(new StudyEffect.TidyCheckpoints(List.of(), own));
            case NONE -> effect(new StudyEffect.TidyCheckpoints(own, List.of()));
            case BEST -> {
                Set<Integer> beaten = new TreeSet<>(bestBefore);
                beaten.add(trial.number);
                beaten.removeAll(standing.best());
                if (!beaten.isEmpty()) {
                    effect(new StudyEffect.TidyCheckpoints(List.copyOf(beaten), List.of()));
                }
            }
        }
    }

    /** Once more for all, at the end: a node may not have heard it. */
    private void tidyAll() {
        TrialSpec.CheckpointKeep keep = spec.trial().checkpoints();
        Set<Integer> kept = keep == TrialSpec.CheckpointKeep.BEST ? standing.best() : Set.of();
        List<Integer> all = trials.stream()
                .filter(trial -> !trial.external() && !kept.contains(trial.number))
                .map(trial -> trial.number)
                .toList();
        for (int from = 0; from < all.size() && keep != TrialSpec.CheckpointKeep.ALL; from += TIDY_AT_ONCE) {
            List<Integer> part = all.subList(from, Math.min(all.size(), from + TIDY_AT_ONCE));
            boolean thin = keep == TrialSpec.CheckpointKeep.LATEST;
            effect(new StudyEffect.TidyCheckpoints(thin ? List.of() : part, thin ? part : List.of()));
        }
    }

    void moveAttempt(TrialBook trial, AttemptMove move) {
        AttemptBook attempt = trial.attempt();
        AttemptState to = next(Lifecycles.ATTEMPT, attempt.state, move, id(trial, attempt));
        changes.add(new StudyChange.AttemptMoved(trial.number, attempt.number, Lifecycles.statesBefore(move), to, now));
        attempt.state = to;
        if (to == AttemptState.RUNNING) {
            attempt.startedMillis = now;
        }
    }

    /** The ledger claimed an attempt that was known to be PREPARING: its row says so already. */
    void claimSeen(TrialBook trial) {
        AttemptBook attempt = trial.attempt();
        if (attempt.state == AttemptState.PREPARING) {
            attempt.state = next(Lifecycles.ATTEMPT, attempt.state, AttemptMove.CLAIM, id(trial, attempt));
        }
    }

    void endAttempt(TrialBook trial, AttemptMove move, @Nullable GangOutcome outcome) {
        AttemptBook attempt = trial.attempt();
        AttemptState to = next(Lifecycles.ATTEMPT, attempt.state, move, id(trial, attempt));
        changes.add(new StudyChange.AttemptEnded(
                trial.number, attempt.number, Lifecycles.statesBefore(move), to, outcome, now));
        attempt.state = to;
        attempt.endedMillis = now;
        attempt.cause = outcome == null ? FailureKind.NONE : outcome.first().kind();
        standing.used(attempt);
    }

    /** Takes an ended trial into the history; also when an engine is rebuilt, in the order of the ends. */
    void count(TrialBook trial) {
        TrialRecord record = record(trial, outcome(trial.state));
        ended.add(record);
        standing.ended(trial, record.objectives());
        parts.rule().ifPresent(rule -> rule.onEnd(trial.number));
    }

    private TrialRecord record(TrialBook trial, Outcome outcome) {
        List<Double> objectives = new ArrayList<>();
        for (ObjectiveSpec objective : spec.objectives()) {
            Double value = trial.result.metrics().get(objective.metric());
            if (value != null) {
                objectives.add(value);
            }
        }
        boolean all = objectives.size() == spec.objectives().size();
        return new TrialRecord(
                trial.number,
                trial.assignment,
                outcome,
                all ? objectives : List.of(),
                outcomes.violations(trial.assignment.values(), trial.result.metrics()),
                trial.curve);
    }

    private static Outcome outcome(TrialState end) {
        return switch (end) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case PRUNED -> Outcome.PRUNED;
            case INFEASIBLE -> Outcome.INFEASIBLE;
            case FAILED -> Outcome.FAILED;
            default -> Outcome.CANCELLED;
        };
    }

    private static <S, E> S next(Transitions<S, E> table, S state, E move, Object what) {
        return table.next(state, move)
                .orElseThrow(() -> new IllegalStateException(what + ": " + move + " is not allowed in " + state));
    }
}
