package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.GangView;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.gang.RankPlace;
import org.attune.tuner.control.Studies;
import org.jspecify.annotations.Nullable;

/** Single nodes and devices: who has them, and taking them out of service. */
final class NodeRoutes {

    private static final Set<String> DRAIN = Set.of("reason", "deadlineSeconds");
    private static final long MAX_DEADLINE_SECONDS = Duration.ofDays(30).toSeconds();

    private static final Set<String> TOKEN = Set.of("studyUid", "trial");
    private static final Pattern UID = Pattern.compile(Route.UID);

    private final Studies studies;
    private final Tokens tokens;

    /** A rank that has a device. */
    private record Holder(GangView gang, int rank) {}

    NodeRoutes(Studies studies, Tokens tokens) {
        this.studies = studies;
        this.tokens = tokens;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, "/api/v1/nodes/{node}", Access.READ, Set.of(), Route.Body.NONE, this::node),
                Route.of(POST, "/api/v1/cluster:token", Access.AGENT, Set.of(), Route.Body.JSON, this::token),
                Route.of(GET, "/api/v1/devices", Access.READ, Set.of("node"), Route.Body.NONE, this::devices),
                Route.of(POST, "/api/v1/nodes/{node}:drain", Access.ADMIN, Set.of(), Route.Body.JSON, this::drain),
                Route.of(POST, "/api/v1/nodes/{node}:undrain", Access.ADMIN, Set.of(), Route.Body.JSON, this::undrain));
    }

    private CompletionStage<Reply> node(Call call) {
        return studies.capacity().thenApply(capacity -> detail(capacity, call.id("node"), true));
    }

    private static Reply detail(Capacity capacity, String name, boolean required) {
        NodeView node = capacity.nodes().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
        if (node == null && required) {
            throw new RequestProblem(ProblemCode.NOT_FOUND, "there is no node " + name);
        }
        List<GangView> gangs = capacity.gangs().stream()
                .filter(gang ->
                        gang.places().stream().anyMatch(place -> place.node().equals(name)))
                .toList();
        return Reply.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("name", name);
            if (node != null) {
                json.writeFieldName("node");
                ClusterRoutes.node(json, node);
            }
            json.writeArrayFieldStart("devices");
            if (node != null) {
                devices(json, capacity, node);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("gangs");
            for (GangView gang : gangs) {
                ClusterRoutes.gang(json, gang, 0);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** A node needs a trial's token for the workers that it starts; nobody gets one of a trial that is not placed. */
    private CompletionStage<Reply> token(Call call) {
        Fields fields = call.json(TOKEN);
        String uid = fields.text("studyUid", 8, "");
        int trial = (int) fields.whole("trial", 1, 999_999_999, 0);
        if (!UID.matcher(uid).matches()) {
            throw RequestProblem.at("#/studyUid", "is no uid of a study");
        }
        if (trial == 0) {
            throw RequestProblem.at("#/trial", "is missing (expected: the number of a trial)");
        }
        return studies.capacity().thenApply(capacity -> {
            boolean placed = capacity.gangs().stream()
                    .anyMatch(gang -> gang.attempt().studyUid().equals(uid)
                            && gang.attempt().trial() == trial
                            && !gang.places().isEmpty());
            if (!placed) {
                throw new RequestProblem(ProblemCode.NOT_FOUND, "trial " + uid + "-" + trial + " is on no node");
            }
            return Reply.json(200, json -> {
                json.writeStartObject();
                json.writeStringField("token", tokens.forTrial(uid, trial));
                json.writeEndObject();
            });
        });
    }

    private CompletionStage<Reply> devices(Call call) {
        String only = call.query("node");
        return studies.capacity()
                .thenApply(capacity -> Reply.json(200, json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("devices");
                    for (NodeView node : capacity.nodes()) {
                        if (only == null || node.name().equals(only)) {
                            devices(json, capacity, node);
                        }
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }));
    }

    private static void devices(JsonGenerator json, Capacity capacity, NodeView node) throws IOException {
        Map<String, Holder> holders = new HashMap<>();
        for (GangView gang : capacity.gangs()) {
            for (RankPlace place : gang.places()) {
                if (place.node().equals(node.name())) {
                    place.devices().forEach(device -> holders.put(device, new Holder(gang, place.rank())));
                }
            }
        }
        for (String device : node.devices()) {
            int colon = device.indexOf(':');
            String id = colon < 0 ? device : device.substring(0, colon);
            json.writeStartObject();
            json.writeStringField("node", node.name());
            json.writeStringField("id", id);
            json.writeStringField("model", colon < 0 ? "" : device.substring(colon + 1));
            holder(json, holders.get(id), node.state());
            json.writeEndObject();
        }
    }

    private static void holder(JsonGenerator json, @Nullable Holder holder, String nodeState) throws IOException {
        if (holder != null) {
            json.writeStringField("state", "HELD");
            json.writeStringField("studyId", holder.gang().study());
            json.writeNumberField("trial", holder.gang().attempt().trial());
            json.writeNumberField("attempt", holder.gang().attempt().attempt());
            json.writeNumberField("rank", holder.rank());
        } else {
            json.writeStringField("state", nodeState.equals("UP") ? "FREE" : "UNAVAILABLE");
        }
    }

    private CompletionStage<Reply> drain(Call call) {
        Fields fields = call.json(DRAIN);
        String reason = fields.text("reason", NodeDrain.REASON_MAX, "");
        long seconds = fields.whole("deadlineSeconds", 0, MAX_DEADLINE_SECONDS, -1);
        Duration patience = seconds < 0 ? null : Duration.ofSeconds(seconds);
        return Outcomes.after(studies.drain(call.id("node"), reason, patience), this::now);
    }

    private CompletionStage<Reply> undrain(Call call) {
        call.json(Set.of());
        return Outcomes.after(studies.undrain(call.id("node")), this::now);
    }

    private CompletionStage<Reply> now(String name) {
        return studies.capacity().thenApply(capacity -> detail(capacity, name, false));
    }
}
