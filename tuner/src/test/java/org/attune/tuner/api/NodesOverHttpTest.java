package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes, devices, and taking a node out of service. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NodesOverHttpTest {

    @TempDir
    Path folder;

    @Test
    void devices_tell_who_has_them() {
        try (Served served = new Served(folder)) {
            JsonNode devices = served.get("/api/v1/devices").json().path("devices");
            assertThat(devices).hasSize(2);
            assertThat(devices.get(0).path("state").asText()).isEqualTo("FREE");
            assertThat(devices.get(1).path("state").asText()).isEqualTo("HELD");
            assertThat(devices.get(1).path("model").asText()).isEqualTo("A100");
            assertThat(devices.get(1).path("studyId").asText()).isEqualTo("quadratic");
            assertThat(devices.get(1).path("trial").asInt()).isEqualTo(2);
            assertThat(served.get("/api/v1/devices?node=other").json().path("devices"))
                    .isEmpty();
        }
    }

    @Test
    void a_node_gets_the_token_of_a_trial_that_is_placed_and_of_no_other() {
        try (Served served = new Served(folder)) {
            String path = "/api/v1/cluster:token";
            Got got = served.send(
                    "POST",
                    path,
                    "application/json",
                    "{\"studyUid\": \"aaaaaaaa\", \"trial\": 2}".getBytes(StandardCharsets.UTF_8),
                    served.tokens.agent());
            assertThat(got.json().path("token").asText()).isEqualTo(served.tokens.forTrial("aaaaaaaa", 2));
            assertThat(served.post(path, "{\"studyUid\": \"aaaaaaaa\", \"trial\": 3}")
                            .code())
                    .as("it waits")
                    .isEqualTo("NOT_FOUND");
            assertThat(served.post(path, "{\"studyUid\": \"AAAAAAAA\", \"trial\": 2}")
                            .code())
                    .isEqualTo("BAD_REQUEST");
            assertThat(served.post(path, "{\"studyUid\": \"aaaaaaaa\"}").code()).isEqualTo("BAD_REQUEST");
        }
    }

    @Test
    void a_node_is_drained_and_put_back() {
        try (Served served = new Served(folder)) {
            Got drained =
                    served.post("/api/v1/nodes/gpu-1:drain", "{\"reason\": \"new disk\", \"deadlineSeconds\": 60}");
            assertThat(drained.status()).isEqualTo(200);
            assertThat(drained.json().at("/node/drain/reason").asText()).isEqualTo("new disk");
            assertThat(drained.json().path("gangs")).hasSize(1);
            assertThat(served.get("/api/v1/nodes/gpu-1")
                            .json()
                            .at("/node/drain")
                            .has("untilTime"))
                    .isTrue();
            assertThat(served.post("/api/v1/nodes/gpu-1:undrain", "{}")
                            .json()
                            .at("/node/drain")
                            .isMissingNode())
                    .isTrue();
            assertThat(served.get("/api/v1/nodes/gpu-9").code()).isEqualTo("NOT_FOUND");
            assertThat(served.post("/api/v1/nodes/gpu-9:drain", "{}").code()).isEqualTo("NOT_FOUND");
            assertThat(served.post("/api/v1/nodes/gpu-1:drain", "{\"deadlineSeconds\": -1}")
                            .code())
                    .isEqualTo("BAD_REQUEST");
        }
    }
}
