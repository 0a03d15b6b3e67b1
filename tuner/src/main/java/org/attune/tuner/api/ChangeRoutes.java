package org.attune.tuner.api;

import static io.javalin.http.HandlerType.PATCH;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.attune.tuner.control.Answer;
import org.attune.tuner.control.Studies;
import org.attune.tuner.control.Studies.NewStudy;
import org.attune.tuner.control.StudyPatch;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.filter.OrderBy;
import org.attune.tuner.store.view.StudyFields;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.study.StudyState;

/** Changes of studies beyond a move: patch, clone, and one verb for many. */
final class ChangeRoutes {

    private static final String BASE = "/api/v1/studies";
    private static final Set<String> CLONE =
            Set.of("studyId", "overrides", "warmStart", "requestId", "startPaused", "validateOnly");
    private static final Set<String> BATCH = Set.of("action", "names", "filter", "reason");
    private static final Map<String, StudyState> MOVES = Map.of(
            "pause", StudyState.PAUSED,
            "resume", StudyState.ACTIVE,
            "stop", StudyState.STOPPING,
            "cancel", StudyState.CANCELLED);
    private static final int MAX_BATCH = 1_000;
    private static final int MAX_REASON = 1_000;
    private static final Pattern STUDY_ID = Pattern.compile(Route.STUDY_ID);

    private final Studies studies;
    private final StudyQueries queries;
    private final Pools pools;
    private final StudyRoutes shown;

    ChangeRoutes(Studies studies, StudyQueries queries, Pools pools, StudyRoutes shown) {
        this.studies = studies;
        this.queries = queries;
        this.pools = pools;
        this.shown = shown;
    }

    List<Route> routes() {
        return List.of(
                Route.of(PATCH, BASE + "/{s}", Access.WRITE, Set.of(), Route.Body.JSON, this::patch),
                Route.of(POST, BASE + "/{s}:clone", Access.WRITE, Set.of(), Route.Body.JSON, this::copy),
                Route.of(POST, BASE + ":batch", Access.WRITE, Set.of(), Route.Body.JSON, this::batch));
    }

    private CompletionStage<Reply> patch(Call call) {
        ObjectNode patch = Json.readObject(call.body());
        new Fields(patch, "#", StudyPatch.NAMES);
        if (patch.isEmpty()) {
            throw RequestProblem.at(
                    "#",
                    "changes nothing (expected: one of "
                            + String.join(
                                    ", ", StudyPatch.NAMES.stream().sorted().toList()) + ")");
        }
        String wanted = call.header("If-Match");
        // asked once more when the spec is read: nobody can change it between that and the store
        return pools.read(() -> {
                    shown.unlessChanged(call);
                    return true;
                })
                .thenCompose(same -> studies.change(call.study(), patch, () -> shown.isAsKnown(call.study(), wanted)))
                .thenCompose(answer -> {
                    Outcomes.valueOf(answer);
                    return pools.read(
                            () -> StudyRoutes.tagged(Outcomes.found(queries.study(call.study(), true), call.study())));
                });
    }

    private CompletionStage<? extends Reply> copy(Call call) {
        Fields fields = call.json(CLONE);
        String name = SpecBody.studyId(fields.text("studyId", 128), "#/studyId");
        if (name == null) {
            throw RequestProblem.at("#/studyId", "is missing (expected: the name of the new study)");
        }
        JsonNode overrides = fields.raw("overrides");
        if (overrides != null && !(overrides instanceof ObjectNode)) {
            throw fields.wrong("overrides", "an object of spec values", overrides);
        }
        boolean warm = fields.flag("warmStart");
        boolean paused = fields.flag("startPaused");
        boolean dry = fields.flag("validateOnly");
        String request = SpecBody.requestId(fields.text("requestId", 128));
        return pools.read(() -> {
                    StudyView source = Outcomes.found(queries.study(call.study(), true), call.study());
                    String text = cloned(source, name, overrides, warm);
                    String files = Outcomes.found(queries.filesDigest(call.study()), call.study());
                    return new NewStudy(
                            text,
                            "clone of " + call.study(),
                            null,
                            files.isEmpty() ? null : files,
                            Map.of(),
                            request,
                            paused,
                            call.caller().name());
                })
                .thenCompose(study -> dry ? shown.dryRun(study) : shown.created(study));
    }

    private static String cloned(
            StudyView source, String name, @org.jspecify.annotations.Nullable JsonNode overrides, boolean warm) {
        if (!(source.spec() instanceof ObjectNode known)) {
            throw new IllegalStateException("a full view has a spec");
        }
        ObjectNode spec = known.deepCopy();
        if (overrides instanceof ObjectNode patch) {
            StudyPatch.merge(spec, patch);
        }
        spec.put("study", name);
        if (warm) {
            spec.putArray("warmStart").add(source.studyId());
        }
        return spec.toPrettyString();
    }

    private CompletionStage<Reply> batch(Call call) {
        Fields fields = call.json(BATCH);
        String action = fields.text("action", 32, "");
        if (!MOVES.containsKey(action) && !action.equals("delete")) {
            throw RequestProblem.at("#/action", "is " + action + " (expected: pause, resume, stop, cancel or delete)");
        }
        String reason = fields.text("reason", MAX_REASON, "");
        List<String> names = names(fields.raw("names"), fields);
        String text = fields.text("filter", Filter.MAX_LENGTH);
        if (names.isEmpty() == (text == null || text.isBlank())) {
            throw RequestProblem.at("#/names", "names or filter (expected: one of them)");
        }
        Filter<StudyView> filter = Choices.filter(text, StudyFields.FIELDS, "#/filter");
        CompletionStage<List<String>> chosen = names.isEmpty()
                ? pools.read(() -> {
                    OrderBy<StudyView> order = OrderBy.parse("name", StudyFields.FIELDS, "name");
                    return queries.studies(Set.of(), filter, order, MAX_BATCH, null).studies().stream()
                            .map(StudyView::studyId)
                            .toList();
                })
                : CompletableFuture.completedFuture(names);
        return chosen.thenCompose(all -> {
            CompletionStage<ArrayNode> results =
                    CompletableFuture.completedFuture(Json.object().arrayNode());
            for (String name : all) {
                results = results.thenCompose(list -> one(action, name, reason).thenApply(list::add));
            }
            return results.thenApply(list -> {
                ObjectNode body = Json.object();
                body.set("results", list);
                return Reply.json(body);
            });
        });
    }

    private CompletionStage<ObjectNode> one(String action, String name, String reason) {
        StudyState to = MOVES.get(action);
        CompletionStage<? extends Answer<?>> answer =
                to == null ? studies.delete(name) : studies.move(name, to, reason);
        return answer.thenApply(said -> {
            ObjectNode result = Json.object().put("studyId", name);
            if (said instanceof Answer.Refused<?> refused) {
                return result.put("done", false)
                        .put("code", refused.code().name())
                        .put("detail", refused.detail());
            }
            result.put("done", true);
            if (said instanceof Answer.Ok<?> ok && ok.value() instanceof StudyState state) {
                result.put("state", state.name());
            }
            return result;
        });
    }

    private static List<String> names(@org.jspecify.annotations.Nullable JsonNode list, Fields fields) {
        if (list == null) {
            return List.of();
        }
        if (!list.isArray() || list.isEmpty() || list.size() > MAX_BATCH) {
            throw fields.wrong("names", "1 to " + MAX_BATCH + " names of studies", list);
        }
        Set<String> names = new LinkedHashSet<>();
        List<JsonNode> all = new ArrayList<>();
        list.forEach(all::add);
        for (int i = 0; i < all.size(); i++) {
            String name = all.get(i).asText();
            if (!all.get(i).isTextual() || !STUDY_ID.matcher(name).matches()) {
                throw RequestProblem.at("#/names/" + i, "is no study name");
            }
            names.add(name);
        }
        return List.copyOf(names);
    }
}
