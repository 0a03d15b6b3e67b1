package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.attune.tuner.store.Cursor;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.filter.Field;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;

/** Trials by the column: one feed for plots, tables and spreadsheets, which also says what changed since. */
final class TableRoutes {

    private static final String CSV = "text/csv";
    private static final String NDJSON = "application/x-ndjson";
    private static final int FLUSH_ROWS = 500;

    private final StudyQueries queries;
    private final Pools pools;

    TableRoutes(StudyQueries queries, Pools pools) {
        this.queries = queries;
        this.pools = pools;
    }

    List<Route> routes() {
        return List.of(Route.of(
                GET,
                "/api/v1/studies/{s}/trials:columns",
                Access.READ,
                Set.of("fields", "filter", "after"),
                Route.Body.NONE,
                this::columns));
    }

    /**
     * What changed after a cursor.
     *
     * @param gone numbers of changed trials that the filter does not take any more
     */
    private record Part(TrialTable table, List<Field<TrialRow>> fields, List<TrialRow> rows, List<Integer> gone) {}

    private CompletionStage<Reply> columns(Call call) {
        String accept = Optional.ofNullable(call.header("Accept")).orElse("");
        String after = call.query("after");
        Optional<Cursor> from = after == null ? Optional.empty() : Cursor.parse(after);
        if (after != null && from.isEmpty()) {
            throw Call.badQuery("after", after, "the cursor of an earlier answer");
        }
        Filter<TrialRow> filter = Choices.filter(call, TrialTable.FIELDS);
        return pools.read(() -> {
            TrialTable table = Outcomes.found(queries.table(call.study()), call.study());
            Part part = part(table, TableFields.of(call, table), filter, from);
            String tag = StudyRoutes.etag(table.cursor() + "-"
                    + Integer.toHexString((call.query("fields") + "|" + filter.text() + "|" + after).hashCode()));
            if (tag.equals(call.header("If-None-Match"))) {
                return new Reply.Whole(304, "", new byte[0], Map.of("ETag", tag));
            }
            Map<String, String> headers = Map.of(
                    "ETag",
                    tag,
                    "Cache-Control",
                    "no-cache",
                    "Vary",
                    "Accept, Accept-Encoding",
                    "X-Cursor",
                    table.cursor().toString());
            if (accept.contains(CSV)) {
                return new Reply.Streamed(CSV + "; charset=utf-8", out -> csv(part, out), headers);
            }
            if (accept.contains(NDJSON)) {
                return new Reply.Streamed(NDJSON, out -> ndjson(part, out), headers);
            }
            return new Reply.Whole(200, Reply.JSON, Json.bytes(json -> json(part, json)), headers);
        });
    }

    private static Part part(
            TrialTable table, List<Field<TrialRow>> fields, Filter<TrialRow> filter, Optional<Cursor> from) {
        long since = from.map(Cursor::seq).orElse(0L);
        if (from.isPresent()
                && (!from.get().generation().equals(table.cursor().generation())
                        || since > table.cursor().seq())) {
            throw new RequestProblem(
                    ProblemCode.CURSOR_EXPIRED, "the cursor is of another store: ask once without it, then go on");
        }
        List<TrialRow> rows = new ArrayList<>();
        List<Integer> gone = new ArrayList<>();
        for (TrialRow row : table.rows()) {
            if (row.seq() > since) {
                if (filter.fits(row)) {
                    rows.add(row);
                } else if (from.isPresent()) {
                    gone.add(row.number());
                }
            }
        }
        return new Part(table, fields, rows, gone);
    }

    private static void json(Part part, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("cursor", part.table().cursor().toString());
        json.writeNumberField("totalSize", part.table().rows().size());
        json.writeNumberField("count", part.rows().size());
        json.writeObjectFieldStart("columns");
        for (Field<TrialRow> field : part.fields()) {
            json.writeArrayFieldStart(field.name());
            for (TrialRow row : part.rows()) {
                TableFields.write(json, field.value().apply(row));
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeArrayFieldStart("gone");
        for (int number : part.gone()) {
            json.writeNumber(number);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void csv(Part part, OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(part.fields().stream()
                        .map(field -> TableFields.cell(field.name()))
                        .collect(Collectors.joining(",")))
                .append("\r\n");
        int waiting = 0;
        for (TrialRow row : part.rows()) {
            String separator = "";
            for (Field<TrialRow> field : part.fields()) {
                text.append(separator).append(TableFields.cell(field.value().apply(row)));
                separator = ",";
            }
            text.append("\r\n");
            if (++waiting % FLUSH_ROWS == 0) {
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                text.setLength(0);
            }
        }
        out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void ndjson(Part part, OutputStream out) throws IOException {
        for (TrialRow row : part.rows()) {
            out.write(Json.bytes(json -> {
                json.writeStartObject();
                for (Field<TrialRow> field : part.fields()) {
                    Object value = field.value().apply(row);
                    if (value != null) {
                        json.writeFieldName(field.name());
                        TableFields.write(json, value);
                    }
                }
                json.writeEndObject();
            }));
            out.write('\n');
        }
    }
}
