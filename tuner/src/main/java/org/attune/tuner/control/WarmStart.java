package org.attune.tuner.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.OutcomeConstraints;
import org.attune.tuner.spec.SearchSpaces;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.StoredStudy;
import org.attune.tuner.study.EarlierTrial;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialState;

/**
 * Reads what other studies have found out over the same parameters. They are copied when a study is submitted: what
 * becomes of the other studies later changes nothing.
 */
final class WarmStart {

    /** Trials that are taken over; of more, the newest. */
    static final int TRIALS_MAX = 5_000;

    private WarmStart() {}

    /**
     * The ended trials of a study that are points of another one's space. Parameters that the space lacks are dropped;
     * a trial that lacks one of the space, or lies outside of it, is not taken, nor one that was cancelled.
     */
    static List<EarlierTrial> of(StudySpec spec, StoredStudy other) {
        SearchSpace space = SearchSpaces.of(spec);
        Map<Integer, Trial> byNumber = new HashMap<>();
        other.trials().forEach(trial -> byNumber.put(trial.number(), trial));
        List<EarlierTrial> found = new ArrayList<>();
        for (int number : other.endOrder()) {
            Trial trial = byNumber.get(number);
            if (trial == null || trial.state() == TrialState.CANCELLED) {
                continue;
            }
            Map<String, Object> values = new LinkedHashMap<>(trial.parameters());
            values.keySet()
                    .retainAll(space.parameters().stream().map(p -> p.name()).toList());
            if (space.canonical(values) instanceof Canonical.Valid valid) {
                found.add(new EarlierTrial(
                        valid.assignment().values(),
                        trial.state(),
                        trial.result().metrics()));
            }
        }
        return found;
    }

    /** Those of them that are kept. */
    static List<EarlierTrial> newest(List<EarlierTrial> trials) {
        return List.copyOf(trials.subList(Math.max(0, trials.size() - TRIALS_MAX), trials.size()));
    }

    /** What a strategy is told of them, in the words of this study: its objectives, its outcome constraints. */
    static List<TrialRecord> records(StudySpec spec, SearchSpace space, List<EarlierTrial> earlier) {
        OutcomeConstraints constraints = OutcomeConstraints.of(spec);
        List<TrialRecord> records = new ArrayList<>();
        for (EarlierTrial trial : earlier) {
            if (!(space.canonical(trial.parameters()) instanceof Canonical.Valid valid)) {
                throw new IllegalArgumentException("an earlier trial is no point of the space: " + trial);
            }
            record(spec, constraints, trial, valid.assignment(), records.size() + 1)
                    .ifPresent(records::add);
        }
        return records;
    }

    private static Optional<TrialRecord> record(
            StudySpec spec, OutcomeConstraints constraints, EarlierTrial trial, Assignment point, int number) {
        if (trial.state() == TrialState.FAILED) {
            return Optional.of(TrialRecord.failed(number, point));
        }
        List<Double> objectives = new ArrayList<>();
        for (ObjectiveSpec objective : spec.objectives()) {
            Double value = trial.metrics().get(objective.metric());
            if (value == null) {
                return Optional.empty();
            }
            objectives.add(value);
        }
        boolean broken = constraints.broken(point.values(), trial.metrics()).isPresent();
        Outcome outcome = trial.state() == TrialState.PRUNED
                ? Outcome.PRUNED
                : broken || trial.state() == TrialState.INFEASIBLE ? Outcome.INFEASIBLE : Outcome.SUCCEEDED;
        return Optional.of(new TrialRecord(
                number,
                point,
                outcome,
                objectives,
                constraints.violations(point.values(), trial.metrics()),
                List.of()));
    }
}
