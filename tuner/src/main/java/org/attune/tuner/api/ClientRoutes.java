package org.attune.tuner.api;

import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.control.Studies;
import org.attune.tuner.control.Studies.Complete;
import org.attune.tuner.control.Studies.Report;
import org.attune.tuner.control.Studies.Reported;
import org.attune.tuner.control.Studies.Suggest;
import org.attune.tuner.control.Studies.Suggested;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;

/** Ask, report and tell: for clients that run trials themselves, and for trials that report over HTTP. */
final class ClientRoutes {

    private static final String BASE = "/api/v1/studies/{s}/trials";
    private static final Set<String> SUGGEST = Set.of("count", "clientId", "leaseSeconds", "waitSeconds", "requestId");
    private static final Set<String> REPORT = Set.of("step", "metrics", "time", "points", "leaseSeconds");
    private static final Set<String> POINT = Set.of("step", "metrics", "time");
    private static final Set<String> COMPLETE = Set.of("metrics", "state", "reason");
    private static final Set<String> END_STATES = Set.of("SUCCEEDED", "FAILED", "PRUNED", "INFEASIBLE");
    private static final int MAX_VALUES = 1_000;
    private static final int MAX_COUNT = 100;
    private static final int MAX_CLIENT = 128;
    private static final int MAX_REASON = 1_000;
    private static final int MAX_LEASE_SECONDS = 7 * 24 * 3_600;
    private static final int MAX_WAIT_SECONDS = 60;
    private static final double SHORTEST_LEASE = 0.05;

    private final Studies studies;
    private final StudyQueries queries;
    private final InstantSource clock;
    private final Pools pools;
    private final FreshTrials fresh;

    ClientRoutes(Studies studies, StudyQueries queries, InstantSource clock, Pools pools) {
        this.studies = studies;
        this.queries = queries;
        this.clock = clock;
        this.pools = pools;
        this.fresh = new FreshTrials(queries);
    }

    List<Route> routes() {
        return List.of(
                Route.of(POST, BASE + ":suggest", Access.TRIAL, Set.of(), Route.Body.JSON, this::suggest),
                Route.of(POST, BASE + "/{n}:report", Access.TRIAL, Set.of(), Route.Body.JSON, this::report),
                Route.of(POST, BASE + "/{n}:complete", Access.TRIAL, Set.of(), Route.Body.JSON, this::complete));
    }

    private CompletionStage<Reply> suggest(Call call) {
        Fields fields = call.json(SUGGEST);
        Suggest request = new Suggest(
                (int) fields.whole("count", 1, MAX_COUNT, 1),
                fields.text("clientId", MAX_CLIENT, ""),
                seconds(fields.number("leaseSeconds", SHORTEST_LEASE, MAX_LEASE_SECONDS, 600)),
                seconds(fields.number("waitSeconds", 0, MAX_WAIT_SECONDS, 0)),
                SpecBody.requestId(fields.text("requestId", MAX_CLIENT)));
        return Outcomes.after(studies.suggest(call.study(), request), suggested -> {
            List<TrialView> fresh = new ArrayList<>();
            for (int number : suggested.trials()) {
                this.fresh.lent(call.study(), number, suggested.commit()).ifPresent(fresh::add);
            }
            return fresh.size() == suggested.trials().size()
                    ? CompletableFuture.completedFuture(suggestion(suggested, fresh))
                    : pools.read(() -> suggestion(suggested, views(call.study(), suggested.trials())));
        });
    }

    private List<TrialView> views(String study, List<Integer> numbers) {
        return Outcomes.found(queries.trials(study, numbers), study);
    }

    private static Reply suggestion(Suggested suggested, List<TrialView> trials) {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("trials");
        trials.forEach(view -> list.add(Json.tree(view)));
        body.put("studyState", suggested.state().name());
        boolean again = trials.isEmpty() && !suggested.state().ended();
        if (again) {
            body.put("retryAfterSeconds", suggested.state() == StudyState.PAUSED ? 10 : 1);
        }
        return Reply.json(body);
    }

    private CompletionStage<Reply> report(Call call) {
        Fields fields = call.json(REPORT);
        List<MetricPoint> points = points(fields);
        Duration lease = fields.has("leaseSeconds")
                ? seconds(fields.number("leaseSeconds", SHORTEST_LEASE, MAX_LEASE_SECONDS, 600))
                : null;
        return studies.report(call.study(), call.trial(), new Report(points, lease))
                .thenApply(answer -> reported(Outcomes.valueOf(answer)));
    }

    private static Reply reported(Reported reported) {
        return Reply.json(200, json -> {
            json.writeStartObject();
            json.writeBooleanField("shouldStop", reported.shouldStop());
            if (!reported.stopReason().isEmpty()) {
                json.writeStringField("stopReason", reported.stopReason());
            }
            json.writeNumberField("accepted", reported.accepted());
            if (reported.leaseUntilMillis() > 0) {
                json.writeStringField(
                        "leaseExpireTime",
                        Instant.ofEpochMilli(reported.leaseUntilMillis()).toString());
            }
            json.writeEndObject();
        });
    }

    private List<MetricPoint> points(Fields fields) {
        List<MetricPoint> points = new ArrayList<>();
        JsonNode list = fields.raw("points");
        if (list == null) {
            add(points, fields);
            return points;
        }
        if (fields.has("step") || fields.has("metrics") || fields.has("time")) {
            throw RequestProblem.at("#/points", "stands beside step, metrics or time (expected: one or the other)");
        }
        if (!list.isArray() || list.isEmpty()) {
            throw fields.wrong("points", "1 to " + MAX_VALUES + " points", list);
        }
        if (list.size() > MAX_VALUES) {
            throw tooMany();
        }
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof ObjectNode point)) {
                throw RequestProblem.at("#/points/" + i, "is no object (expected: {\"step\": …, \"metrics\": {…}})");
            }
            add(points, new Fields(point, "#/points/" + i, POINT));
        }
        return points;
    }

    private void add(List<MetricPoint> points, Fields point) {
        if (point.raw("step") == null) {
            throw RequestProblem.at(point.at("step"), "is missing (expected: a whole number)");
        }
        long step = point.whole("step", 0, Long.MAX_VALUE, 0);
        Map<String, Double> metrics = point.metrics("metrics");
        if (metrics.isEmpty()) {
            throw RequestProblem.at(point.at("metrics"), "is missing or empty (expected: {\"NAME\": VALUE})");
        }
        if (points.size() + metrics.size() > MAX_VALUES) {
            throw tooMany();
        }
        long time = time(point);
        metrics.forEach((name, value) -> points.add(new MetricPoint(name, step, value, time)));
    }

    private long time(Fields point) {
        String text = point.text("time", 64);
        if (text == null) {
            return clock.millis();
        }
        try {
            Instant time = Instant.parse(text);
            if (time.isBefore(Instant.EPOCH) || time.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
                throw RequestProblem.at(point.at("time"), "is outside 1970 to 9999");
            }
            return time.toEpochMilli();
        } catch (DateTimeParseException e) {
            throw RequestProblem.at(point.at("time"), "is no time (expected: such as 2026-01-31T10:00:00Z)");
        }
    }

    private static RequestProblem tooMany() {
        return new RequestProblem(
                ProblemCode.TOO_LARGE, "the report has more than " + MAX_VALUES + " values: send several reports");
    }

    private CompletionStage<Reply> complete(Call call) {
        Fields fields = call.json(COMPLETE);
        String state = fields.text("state", 32, "SUCCEEDED");
        if (!END_STATES.contains(state)) {
            throw RequestProblem.at(
                    "#/state",
                    "is " + state + " (expected: "
                            + String.join(", ", END_STATES.stream().sorted().toList()) + ")");
        }
        Complete result = new Complete(
                fields.metrics("metrics"), TrialState.valueOf(state), fields.text("reason", MAX_REASON, ""));
        return Outcomes.after(
                studies.complete(call.study(), call.trial(), result),
                done -> fresh.ended(call.study(), done.trial(), done.commit())
                        .map(view -> CompletableFuture.<Reply>completedFuture(Reply.json(view)))
                        .orElseGet(() -> pools.read(() -> Reply.json(Outcomes.found(
                                queries.trial(call.study(), call.trial()), call.study(), call.trial())))));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1_000));
    }
}
