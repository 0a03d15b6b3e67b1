package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/** Several trials beside each other: what differs, and their curves. */
final class CompareRoutes {

    private static final int MAX_TRIALS = 50;
    private static final int MAX_CURVES = 100;
    private static final int MAX_POINTS = 2_000;
    private static final String BASE = "/api/v1/studies/{s}";

    private final StudyQueries queries;
    private final Pools pools;

    CompareRoutes(StudyQueries queries, Pools pools) {
        this.queries = queries;
        this.pools = pools;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        GET,
                        BASE + "/trials:compare",
                        Access.READ,
                        Set.of("trials", "metrics", "maxPoints"),
                        Route.Body.NONE,
                        this::compare),
                Route.of(
                        GET,
                        BASE + "/metrics",
                        Access.READ,
                        Set.of("metric", "trials", "maxPoints"),
                        Route.Body.NONE,
                        this::curves));
    }

    private CompletionStage<Reply> compare(Call call) {
        List<Integer> numbers = numbers(call, MAX_TRIALS);
        int maxPoints = (int) call.queryWhole("maxPoints", 2, MAX_POINTS, 200);
        return pools.read(() -> {
            TrialTable table = Outcomes.found(queries.table(call.study()), call.study());
            List<TrialRow> rows = new ArrayList<>();
            for (int number : numbers) {
                rows.add(Outcomes.found(row(table, number), call.study(), number));
            }
            String named = call.query("metrics");
            Collection<String> metrics =
                    named == null || named.isBlank() ? List.of(table.objective()) : List.of(named.split(",", 50));
            return Reply.json(200, json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("trials");
                for (TrialRow row : rows) {
                    trial(json, row);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("parameters");
                for (String name : table.parameters()) {
                    aligned(json, name, rows, row -> row.parameters().get(name));
                }
                json.writeEndArray();
                json.writeArrayFieldStart("metrics");
                Set<String> names = new LinkedHashSet<>();
                rows.forEach(row -> names.addAll(row.metrics().keySet()));
                for (String name : names) {
                    aligned(json, name, rows, row -> row.metrics().get(name));
                }
                json.writeEndArray();
                json.writeArrayFieldStart("curves");
                for (String metric : metrics) {
                    curves(json, call.study(), metric, rows, maxPoints);
                }
                json.writeEndArray();
                json.writeEndObject();
            });
        });
    }

    private static void trial(JsonGenerator json, TrialRow row) throws IOException {
        json.writeStartObject();
        json.writeNumberField("number", row.number());
        json.writeStringField("state", row.state().name());
        if (row.durationSeconds() != null) {
            json.writeNumberField("durationSeconds", row.durationSeconds());
        }
        if (row.objective() != null) {
            json.writeFieldName("objective");
            TableFields.write(json, row.objective());
        }
        json.writeEndObject();
    }

    private static void aligned(
            JsonGenerator json, String name, List<TrialRow> rows, Function<TrialRow, @Nullable Object> value)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeArrayFieldStart("values");
        boolean differs = false;
        Object first = value.apply(rows.get(0));
        for (TrialRow row : rows) {
            Object each = value.apply(row);
            differs |= !Objects.equals(first, each);
            TableFields.write(json, each);
        }
        json.writeEndArray();
        json.writeBooleanField("differs", differs);
        json.writeEndObject();
    }

    private void curves(JsonGenerator json, String study, String metric, List<TrialRow> rows, int maxPoints)
            throws IOException {
        for (TrialRow row : rows) {
            Optional<List<SeriesView>> series = queries.series(study, row.number(), Set.of(metric));
            for (SeriesView each : series.orElse(List.of())) {
                SeriesView shown = Downsampling.to(each, maxPoints);
                json.writeStartObject();
                json.writeNumberField("trial", row.number());
                json.writeStringField("metric", metric);
                json.writeArrayFieldStart("step");
                for (long step : shown.step()) {
                    json.writeNumber(step);
                }
                json.writeEndArray();
                json.writeArrayFieldStart("value");
                for (Double value : shown.value()) {
                    TableFields.write(json, value);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
        }
    }

    private CompletionStage<Reply> curves(Call call) {
        String wanted = Optional.ofNullable(call.query("trials")).orElse("best:10");
        int maxPoints = (int) call.queryWhole("maxPoints", 2, MAX_POINTS, 200);
        boolean listed = Character.isDigit(wanted.isEmpty() ? 'x' : wanted.charAt(0));
        List<Integer> numbers = listed ? numbers(call, MAX_CURVES) : List.of();
        if (!listed && !wanted.equals("running") && !wanted.matches("best:[1-9][0-9]{0,2}")) {
            throw Call.badQuery("trials", wanted, "best:10, running, or numbers such as 1,5,9");
        }
        return pools.read(() -> {
            TrialTable table = Outcomes.found(queries.table(call.study()), call.study());
            String metric = Optional.ofNullable(call.query("metric")).orElse(table.objective());
            List<TrialRow> rows = listed
                    ? numbers.stream()
                            .map(n -> row(table, n))
                            .flatMap(Optional::stream)
                            .toList()
                    : chosen(table, wanted);
            return Reply.json(200, json -> {
                json.writeStartObject();
                json.writeStringField("metric", metric);
                json.writeStringField("cursor", table.cursor().toString());
                json.writeArrayFieldStart("curves");
                curves(json, call.study(), metric, rows, maxPoints);
                json.writeEndArray();
                json.writeEndObject();
            });
        });
    }

    private static List<TrialRow> chosen(TrialTable table, String wanted) {
        if (wanted.equals("running")) {
            return table.rows().stream()
                    .filter(row -> row.state() == TrialState.RUNNING || row.state() == TrialState.STOPPING)
                    .limit(MAX_CURVES)
                    .toList();
        }
        int count = Math.min(MAX_CURVES, Integer.parseInt(wanted.substring("best:".length())));
        double sign = table.minimise() ? 1 : -1;
        return table.rows().stream()
                .filter(row -> row.state().succeeded() && row.objective() != null)
                .sorted(Comparator.comparingDouble((TrialRow row) -> sign * Objects.requireNonNull(row.objective())))
                .limit(count)
                .toList();
    }

    private static Optional<TrialRow> row(TrialTable table, int number) {
        // trials count from 1 without gaps, so that the place is nearly always known
        if (number <= table.rows().size() && table.rows().get(number - 1).number() == number) {
            return Optional.of(table.rows().get(number - 1));
        }
        return table.rows().stream().filter(row -> row.number() == number).findFirst();
    }

    private static List<Integer> numbers(Call call, int most) {
        String text = call.query("trials");
        String expected = "1 to " + most + " trial numbers such as 1,5,9";
        if (text == null || text.isBlank()) {
            throw Call.badQuery("trials", "", expected);
        }
        Set<Integer> numbers = new LinkedHashSet<>();
        for (String part : text.split(",", most + 1)) {
            if (!part.strip().matches(Route.TRIAL_ID)) {
                throw Call.badQuery("trials", part, expected);
            }
            numbers.add(Integer.parseInt(part.strip()));
        }
        if (numbers.size() > most) {
            throw Call.badQuery("trials", text, expected);
        }
        return List.copyOf(numbers);
    }
}
