package org.attune.tuner.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.GangView;
import org.attune.cluster.gang.NodeView;

/** The cluster in one short text, which is the same as long as nothing of interest changes. */
final class ClusterView {

    private ClusterView() {}

    static String text(Capacity capacity) {
        return new String(Json.bytes(json -> write(json, capacity)), StandardCharsets.UTF_8);
    }

    private static void write(JsonGenerator json, Capacity capacity) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("nodes");
        for (NodeView node : capacity.nodes()) {
            json.writeStartObject();
            json.writeStringField("name", node.name());
            json.writeStringField("state", node.state());
            json.writeNumberField("devices", node.total().devices());
            json.writeNumberField("devicesFree", node.free().devices());
            json.writeNumberField("cpusFree", node.free().cpus());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("gangs");
        for (GangView gang : capacity.gangs()) {
            json.writeStartObject();
            json.writeStringField("studyId", gang.study());
            json.writeNumberField("trial", gang.attempt().trial());
            json.writeNumberField("attempt", gang.attempt().attempt());
            json.writeStringField("state", gang.state());
            json.writeStringField("reason", gang.why());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
