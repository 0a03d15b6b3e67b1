package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.store.StudyQueries;
import org.jspecify.annotations.Nullable;

/** Who took how much of the nodes. */
final class UsageRoutes {

    private static final Duration USUAL = Duration.ofDays(30);
    private static final Set<String> QUERY = Set.of("by", "from", "to", "study", "user", "node");

    private final StudyQueries queries;
    private final Pools pools;
    private final InstantSource clock;

    UsageRoutes(StudyQueries queries, Pools pools, InstantSource clock) {
        this.queries = queries;
        this.pools = pools;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(Route.of(GET, "/api/v1/usage", Access.READ, QUERY, Route.Body.NONE, this::usage));
    }

    private CompletionStage<Reply> usage(Call call) {
        Usage.By by = Usage.By.valueOf(call.queryChoice("by", Set.of("study", "user", "node", "day"), "study")
                .toUpperCase(Locale.ROOT));
        long now = clock.millis();
        String until = call.query("to");
        String since = call.query("from");
        long to = until == null ? now : Usage.time("to", until);
        long from = since == null ? to - USUAL.toMillis() : Usage.time("from", since);
        if (from > to) {
            throw Call.badQuery("from", String.valueOf(since), "a time before ?to");
        }
        Map<Usage.By, @Nullable String> only = new HashMap<>();
        only.put(Usage.By.STUDY, call.query("study"));
        only.put(Usage.By.USER, call.query("user"));
        only.put(Usage.By.NODE, call.query("node"));
        String accept = call.header("Accept");
        boolean csv = accept != null && accept.contains("text/csv");
        return pools.read(() -> {
            Usage usage = new Usage(by, from, to, only);
            queries.nodeTime(from, to, now, usage::add);
            return csv ? csv(by, usage) : json(by, from, to, usage);
        });
    }

    private static Reply json(Usage.By by, long from, long to, Usage usage) {
        return Reply.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("by", by.name().toLowerCase(Locale.ROOT));
            json.writeStringField("fromTime", Instant.ofEpochMilli(from).toString());
            json.writeStringField("toTime", Instant.ofEpochMilli(to).toString());
            json.writeArrayFieldStart("usage");
            for (Usage.Line line : usage.lines()) {
                json.writeStartObject();
                json.writeStringField("key", line.key());
                json.writeNumberField("deviceSeconds", line.deviceSeconds());
                json.writeNumberField("workerSeconds", line.workerSeconds());
                json.writeNumberField("attempts", line.attempts());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeObjectFieldStart("total");
            json.writeNumberField("deviceSeconds", usage.total().deviceSeconds());
            json.writeNumberField("workerSeconds", usage.total().workerSeconds());
            json.writeNumberField("attempts", usage.total().attempts());
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private static Reply csv(Usage.By by, Usage usage) {
        StringBuilder text = new StringBuilder(by.name().toLowerCase(Locale.ROOT))
                .append(",deviceSeconds,workerSeconds,attempts\r\n");
        for (Usage.Line line : usage.lines()) {
            text.append(line.key())
                    .append(',')
                    .append(line.deviceSeconds())
                    .append(',')
                    .append(line.workerSeconds())
                    .append(',')
                    .append(line.attempts())
                    .append("\r\n");
        }
        return new Reply.Whole(
                200, "text/csv; charset=utf-8", text.toString().getBytes(StandardCharsets.UTF_8), Map.of());
    }
}
