package org.attune.tuner.api;

import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.control.Studies;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.TrialView;

/** Trials that people add: a point to try, one whose result is known, one that failed once more. */
final class AddRoutes {

    private static final String BASE = "/api/v1/studies/{s}/trials";
    private static final Set<String> ADD = Set.of("parameters", "metrics", "note", "requestId");
    private static final Set<String> RETRY = Set.of("reason", "requestId");
    private static final int MAX_NOTE = 200;
    private static final int MAX_PARAMETERS = 1_000;

    private final Studies studies;
    private final StudyQueries queries;
    private final Pools pools;

    AddRoutes(Studies studies, StudyQueries queries, Pools pools) {
        this.studies = studies;
        this.queries = queries;
        this.pools = pools;
    }

    List<Route> routes() {
        return List.of(
                Route.of(POST, BASE, Access.WRITE, Set.of(), Route.Body.JSON, this::add),
                Route.of(POST, BASE + "/{n}:retry", Access.WRITE, Set.of(), Route.Body.JSON, this::retry));
    }

    private CompletionStage<Reply> add(Call call) {
        Fields fields = call.json(ADD);
        Map<String, Double> metrics = fields.metrics("metrics");
        String note = fields.text("note", MAX_NOTE, "");
        String origin = (metrics.isEmpty() ? "added by " : "given by ")
                + call.caller().name()
                + (note.isEmpty() ? "" : ": " + note);
        return add(
                call.study(),
                new Studies.Added(
                        parameters(fields), metrics, origin, SpecBody.requestId(fields.text("requestId", 128))));
    }

    private static Map<String, Object> parameters(Fields fields) {
        JsonNode node = fields.raw("parameters");
        if (!(node instanceof ObjectNode object) || object.size() > MAX_PARAMETERS) {
            throw node == null
                    ? RequestProblem.at("#/parameters", "is missing (expected: {\"NAME\": VALUE})")
                    : fields.wrong("parameters", "an object of values by parameter", node);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : object.properties()) {
            values.put(each.getKey(), value("#/parameters/" + each.getKey(), each.getValue()));
        }
        return values;
    }

    private static Object value(String pointer, JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.doubleValue();
        }
        throw RequestProblem.at(pointer, "is no value of a parameter (expected: a number, a text, true or false)");
    }

    private CompletionStage<Reply> retry(Call call) {
        Fields fields = call.json(RETRY);
        String reason = fields.text("reason", MAX_NOTE, "");
        String request = SpecBody.requestId(fields.text("requestId", 128));
        return pools.read(() -> {
                    TrialView trial =
                            Outcomes.found(queries.trial(call.study(), call.trial()), call.study(), call.trial());
                    if (!trial.state().ended()) {
                        throw new RequestProblem(
                                ProblemCode.WRONG_STATE,
                                "trial " + call.trial() + " is " + trial.state()
                                        + "; only one that has ended is tried again");
                    }
                    return trial.parameters();
                })
                .thenCompose(parameters -> add(
                        call.study(),
                        new Studies.Added(
                                parameters,
                                Map.of(),
                                "trial " + call.trial() + " again" + (reason.isEmpty() ? "" : ": " + reason),
                                request)));
    }

    private CompletionStage<Reply> add(String study, Studies.Added trial) {
        return Outcomes.after(
                studies.add(study, trial),
                number -> pools.read(() -> {
                    TrialView view = Outcomes.found(queries.trial(study, number), study, number);
                    Reply.Whole reply = Reply.json(201, view);
                    return new Reply.Whole(
                            201,
                            reply.contentType(),
                            reply.body(),
                            Map.of("Location", "/api/v1/" + view.name(), "ETag", StudyRoutes.etag(view.etag())));
                }));
    }
}
