package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.GangView;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.gang.RankPlace;
import org.attune.cluster.gang.Resources;
import org.attune.runner.worker.WorkerUsage;
import org.attune.tuner.control.Studies;

/** The cluster as it is just now, and its door for nodes. */
final class ClusterRoutes {

    private static final Set<String> JOIN = Set.of("name", "version");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?");
    private static final Set<String> WAITING = Set.of("QUEUED", "PREPARING");

    private final Studies studies;
    private final ClusterDoor door;

    ClusterRoutes(Studies studies, ClusterDoor door) {
        this.studies = studies;
        this.door = door;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, "/api/v1/cluster", Access.READ, Set.of(), Route.Body.NONE, this::cluster),
                Route.of(GET, "/api/v1/nodes", Access.READ, Set.of(), Route.Body.NONE, this::nodes),
                Route.of(GET, "/api/v1/queue", Access.READ, Set.of(), Route.Body.NONE, this::queue),
                Route.of(POST, "/api/v1/cluster:join", Access.AGENT, Set.of(), Route.Body.JSON, this::join));
    }

    private CompletionStage<Reply> cluster(Call call) {
        return studies.capacity().thenApply(this::cluster);
    }

    private Reply cluster(Capacity capacity) {
        return Reply.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("cluster", door.clusterName());
            counts(
                    json,
                    "nodes",
                    capacity.nodes().stream().map(NodeView::state).toList(),
                    List.of("UP", "SILENT", "DRAINING", "DRAINED"));
            List<NodeView> up = capacity.nodes().stream()
                    .filter(n -> n.state().equals("UP"))
                    .toList();
            sum(json, "total", up.stream().map(NodeView::total).toList());
            sum(json, "free", up.stream().map(NodeView::free).toList());
            counts(
                    json,
                    "gangs",
                    capacity.gangs().stream().map(GangView::state).toList(),
                    List.of("QUEUED", "PREPARING", "RUNNING", "ENDING", "SILENT"));
            json.writeEndObject();
        });
    }

    private static void counts(JsonGenerator json, String name, List<String> states, List<String> known)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (String state : known) {
            json.writeNumberField(
                    state.toLowerCase(java.util.Locale.ROOT),
                    states.stream().filter(state::equals).count());
        }
        json.writeNumberField("all", states.size());
        json.writeEndObject();
    }

    private static void sum(JsonGenerator json, String name, List<Resources> all) throws IOException {
        resources(
                json,
                name,
                new Resources(
                        all.stream().mapToDouble(Resources::cpus).sum(),
                        all.stream().mapToLong(Resources::memoryBytes).sum(),
                        all.stream().mapToInt(Resources::devices).sum()));
    }

    private static void resources(JsonGenerator json, String name, Resources resources) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("cpus", resources.cpus());
        json.writeNumberField("memoryBytes", resources.memoryBytes());
        json.writeNumberField("devices", resources.devices());
        json.writeEndObject();
    }

    private CompletionStage<Reply> nodes(Call call) {
        return studies.capacity()
                .thenApply(capacity -> Reply.json(200, json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("nodes");
                    for (NodeView node : capacity.nodes()) {
                        node(json, node);
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }));
    }

    static void node(JsonGenerator json, NodeView node) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", node.name());
        json.writeStringField("incarnation", Long.toString(node.incarnation()));
        json.writeStringField("state", node.state());
        json.writeStringField("address", node.address());
        resources(json, "total", node.total());
        resources(json, "free", node.free());
        json.writeArrayFieldStart("devices");
        for (String device : node.devices()) {
            json.writeString(device);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("labels");
        for (Map.Entry<String, String> label : new TreeMap<>(node.labels()).entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
        json.writeBooleanField("guard", node.guard());
        json.writeStringField(
                "lastHeardTime", Instant.ofEpochMilli(node.lastHeardMillis()).toString());
        NodeDrain drain = node.drain();
        if (drain != null) {
            json.writeObjectFieldStart("drain");
            json.writeStringField("reason", drain.reason());
            json.writeStringField(
                    "sinceTime", Instant.ofEpochMilli(drain.sinceMillis()).toString());
            if (drain.untilMillis() != 0) {
                json.writeStringField(
                        "untilTime", Instant.ofEpochMilli(drain.untilMillis()).toString());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private CompletionStage<Reply> queue(Call call) {
        return studies.capacity()
                .thenApply(capacity -> Reply.json(200, json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("queue");
                    int position = 0;
                    for (GangView gang : capacity.gangs()) {
                        if (WAITING.contains(gang.state())) {
                            position++;
                            gang(json, gang, position);
                        }
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("running");
                    for (GangView gang : capacity.gangs()) {
                        if (!WAITING.contains(gang.state())) {
                            gang(json, gang, 0);
                        }
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                }));
    }

    static void gang(JsonGenerator json, GangView gang, int position) throws IOException {
        json.writeStartObject();
        if (position > 0) {
            json.writeNumberField("position", position);
        }
        json.writeStringField("studyId", gang.study());
        json.writeNumberField("trial", gang.attempt().trial());
        json.writeNumberField("attempt", gang.attempt().attempt());
        json.writeStringField("state", gang.state());
        json.writeStringField("reason", gang.why());
        json.writeNumberField("workers", gang.workers());
        resources(json, "each", gang.each());
        json.writeArrayFieldStart("nodes");
        for (RankPlace place : gang.places()) {
            json.writeString(place.node());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("usage");
        for (Map.Entry<Integer, WorkerUsage> of : new TreeMap<>(gang.usage()).entrySet()) {
            json.writeStartObject();
            json.writeNumberField("rank", of.getKey());
            json.writeNumberField("cpuSeconds", of.getValue().cpuSeconds());
            json.writeNumberField("memoryBytes", of.getValue().memoryBytes());
            json.writeNumberField("memoryPeakBytes", of.getValue().memoryPeakBytes());
            if (of.getValue().deviceBusy() >= 0) {
                json.writeNumberField("deviceBusy", of.getValue().deviceBusy());
                json.writeNumberField("devicePeakBytes", of.getValue().devicePeakBytes());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private CompletionStage<Reply> join(Call call) {
        Fields fields = call.json(JOIN);
        String name = fields.text("name", 64, "");
        String version = fields.text("version", 64, "");
        if (!name.isEmpty() && !NODE.matcher(name).matches()) {
            throw RequestProblem.at("#/name", "is no node name (expected: letters, digits, dots, hyphens; at most 64)");
        }
        if (version.isEmpty()) {
            throw RequestProblem.at("#/version", "is missing (expected: the version of the node's Attune)");
        }
        return door.join(name, version).thenApply(answer -> {
            ClusterDoor.Seat seat = Outcomes.valueOf(answer);
            return Reply.json(200, json -> {
                json.writeStartObject();
                json.writeStringField("cluster", seat.cluster());
                json.writeStringField("node", seat.node());
                json.writeArrayFieldStart("seeds");
                for (String seed : seat.seeds()) {
                    json.writeString(seed);
                }
                json.writeEndArray();
                json.writeObjectFieldStart("tls");
                for (Map.Entry<String, String> each : new TreeMap<>(seat.tls()).entrySet()) {
                    json.writeStringField(each.getKey(), each.getValue());
                }
                json.writeEndObject();
                json.writeEndObject();
            });
        });
    }
}
