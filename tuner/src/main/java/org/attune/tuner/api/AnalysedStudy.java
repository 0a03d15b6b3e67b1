package org.attune.tuner.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.attune.search.space.Canonical;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.SearchSpaces;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;
import org.attune.tuner.study.TrialState;

/**
 * A study as the analyses see it.
 *
 * @param records ended trials in the order of their ends
 * @param rows the same trials
 */
record AnalysedStudy(
        StudySpec spec, SearchSpace space, List<Goal> goals, List<TrialRecord> records, List<TrialRow> rows) {

    static AnalysedStudy of(StudySpec spec, TrialTable table) {
        SearchSpace space = SearchSpaces.of(spec);
        List<TrialRow> ended = table.rows().stream()
                .filter(row -> row.state().ended() && row.endTime() != null)
                .sorted(Comparator.comparingLong(AnalysedStudy::endMillis).thenComparingInt(TrialRow::number))
                .toList();
        List<TrialRecord> records = new ArrayList<>();
        List<TrialRow> rows = new ArrayList<>();
        for (TrialRow row : ended) {
            // a point from before a change of the space is no point of it any more
            if (space.canonical(row.parameters()) instanceof Canonical.Valid point) {
                records.add(new TrialRecord(
                        row.number(), point.assignment(), outcome(row.state()), objectives(spec, row.metrics())));
                rows.add(row);
            }
        }
        List<Goal> goals = spec.objectives().stream().map(ObjectiveSpec::goal).toList();
        return new AnalysedStudy(spec, space, goals, records, rows);
    }

    private static long endMillis(TrialRow row) {
        return row.endTime() == null ? Long.MAX_VALUE : row.endTime().toEpochMilli();
    }

    private static List<Double> objectives(StudySpec spec, Map<String, Double> metrics) {
        List<Double> values = new ArrayList<>();
        for (ObjectiveSpec objective : spec.objectives()) {
            Double value = metrics.get(objective.metric());
            if (value == null) {
                return List.of();
            }
            values.add(value);
        }
        return values;
    }

    private static Outcome outcome(TrialState state) {
        return switch (state) {
            case SUCCEEDED -> Outcome.SUCCEEDED;
            case PRUNED -> Outcome.PRUNED;
            case FAILED -> Outcome.FAILED;
            case INFEASIBLE -> Outcome.INFEASIBLE;
            default -> Outcome.CANCELLED;
        };
    }

    Goal goal() {
        return goals.get(0);
    }

    /** Finite values of the first objective of trials that ended by themselves. */
    double[] values() {
        return records.stream()
                .filter(record -> record.outcome() == Outcome.SUCCEEDED
                        && !record.objectives().isEmpty()
                        && Double.isFinite(record.objectives().get(0)))
                .mapToDouble(record -> record.objectives().get(0))
                .toArray();
    }
}
