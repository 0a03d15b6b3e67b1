package org.attune.tuner.store.view;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.attune.tuner.store.Cursor;
import org.attune.tuner.store.filter.Field;
import org.attune.tuner.store.filter.Fields;
import org.attune.tuner.study.TrialState;

/**
 * All trials of a study at one commit, by number. Immutable; the rows of two tables of a study are shared where they are
 * the same.
 *
 * @param objective name of the first objective
 * @param minimise whether less of it is better
 * @param parameters names of all parameters, in the order of the spec
 * @param cursor the commit
 */
public record TrialTable(
        String studyId,
        String objective,
        boolean minimise,
        List<String> parameters,
        Cursor cursor,
        List<TrialRow> rows) {

    /** What a filter, an order or a column may name. */
    public static final Fields<TrialRow> FIELDS = Fields.of(List.<Field<TrialRow>>of(
                    Field.number("number", TrialRow::number),
                    Field.word("state", TrialState.values(), TrialRow::state),
                    Field.number("objective", TrialRow::objective),
                    Field.number("step", TrialRow::step),
                    Field.number("durationSeconds", TrialRow::durationSeconds),
                    Field.time("createTime", TrialRow::createTime),
                    Field.time("startTime", TrialRow::startTime),
                    Field.time("endTime", TrialRow::endTime),
                    Field.text("origin", TrialRow::origin),
                    Field.text(
                            "failure",
                            row -> row.failure() == null ? null : row.failure().name()),
                    Field.text("reason", row -> row.reason().isEmpty() ? null : row.reason()),
                    Field.text("clientId", TrialRow::clientId)))
            .withMap("params", (row, name) -> row.parameters().get(name))
            .withMap("metrics", (row, name) -> row.metrics().get(name));

    public TrialTable {
        parameters = List.copyOf(parameters);
        rows = Collections.unmodifiableList(rows);
    }

    /** Names of all metrics that any trial has, in the order of their first appearance; at most {@code most}. */
    public Set<String> metrics(int most) {
        Set<String> names = new LinkedHashSet<>();
        for (TrialRow row : rows) {
            if (names.size() >= most) {
                break;
            }
            names.addAll(row.metrics().keySet());
        }
        return names;
    }
}
