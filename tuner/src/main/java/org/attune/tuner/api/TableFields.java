package org.attune.tuner.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.attune.tuner.spec.Nearest;
import org.attune.tuner.store.filter.Field;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;
import org.jspecify.annotations.Nullable;

/** The columns of a table of trials that a request wants, and their values as text and JSON. */
final class TableFields {

    private static final int MAX_COLUMNS = 500;
    private static final int METRICS_SHOWN = 100;

    private TableFields() {}

    /** Those of {@code ?fields}; without it number, state, objective, every parameter and every metric. */
    static List<Field<TrialRow>> of(Call call, TrialTable table) {
        String text = call.query("fields");
        List<String> names = new ArrayList<>();
        if (text == null || text.isBlank()) {
            names.addAll(List.of("number", "state", "objective"));
            table.parameters().forEach(name -> names.add("params." + name));
            table.metrics(METRICS_SHOWN).forEach(name -> names.add("metrics." + name));
        } else {
            for (String name : text.split(",", MAX_COLUMNS + 1)) {
                names.add(name.strip());
            }
        }
        if (names.size() > MAX_COLUMNS) {
            throw new RequestProblem(ProblemCode.BAD_REQUEST, "?fields names more than " + MAX_COLUMNS + " columns");
        }
        List<Field<TrialRow>> fields = new ArrayList<>();
        for (String name : names) {
            fields.add(TrialTable.FIELDS.named(name).orElseThrow(() -> unknown(name)));
        }
        return fields;
    }

    private static RequestProblem unknown(String name) {
        List<String> known = TrialTable.FIELDS.names();
        String shown = name.length() > 64 ? name.substring(0, 64) + "…" : name;
        Optional<String> near = Nearest.to(name, Set.copyOf(known));
        return Call.badQuery(
                "fields",
                shown,
                near.map(n -> "did you mean " + n + "? Known: ").orElse("") + String.join(", ", known));
    }

    /** A value as JSON; what is not finite is a text. */
    static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Double number) {
            if (Double.isFinite(number)) {
                json.writeNumber(number);
            } else {
                json.writeString(number.toString());
            }
        } else if (value instanceof Integer number) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writeString(value.toString());
        }
    }

    /** A value as a cell of CSV. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = value.toString();
        if (value instanceof Number || value instanceof Instant || value instanceof Boolean) {
            return text;
        }
        boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
        String safe = formula ? "'" + text : text;
        boolean quote = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }
}
