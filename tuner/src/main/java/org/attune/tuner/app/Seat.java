package org.attune.tuner.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;

/**
 * A node's place in a cluster, as the server gave it.
 *
 * @param seeds addresses of members to join
 * @param node the node's name
 */
record Seat(List<String> seeds, String node) {

    private static final int TIMEOUT_MILLIS = 15_000;
    private static final int ANSWER_MAX = 1 << 20;

    Seat {
        seeds = List.copyOf(seeds);
    }

    /** Asks {@code POST /cluster:join}. */
    static Seat ask(URI server, String token, String name, String version) {
        ObjectMapper json = new ObjectMapper();
        URI target = URI.create(server.toString().replaceFirst("/$", "") + "/api/v1/cluster:join");
        try {
            if (!(target.toURL().openConnection() instanceof HttpURLConnection http)) {
                throw new CliFailure(ExitCode.USAGE, server + " is not the address of a server");
            }
            http.setRequestMethod("POST");
            http.setConnectTimeout(TIMEOUT_MILLIS);
            http.setReadTimeout(TIMEOUT_MILLIS);
            http.setRequestProperty("Authorization", "Bearer " + token);
            http.setRequestProperty("Content-Type", "application/json");
            http.setDoOutput(true);
            byte[] body = json.writeValueAsBytes(
                    json.createObjectNode().put("name", name).put("version", version));
            http.setFixedLengthStreamingMode(body.length);
            try (OutputStream out = http.getOutputStream()) {
                out.write(body);
            }
            int status = http.getResponseCode();
            try (InputStream in = status < 400 ? http.getInputStream() : http.getErrorStream()) {
                byte[] answer = in == null ? new byte[0] : in.readNBytes(ANSWER_MAX);
                if (status >= 300) {
                    throw refused(server, status, json, answer);
                }
                JsonNode seat = json.readTree(answer);
                List<String> seeds = new ArrayList<>();
                seat.path("seeds").forEach(seed -> seeds.add(seed.asText()));
                String given = seat.path("node").asText();
                return new Seat(seeds, given.isEmpty() ? name : given);
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNREACHABLE, "no server answers at " + server + ": " + e.getMessage());
        }
    }

    private static CliFailure refused(URI server, int status, ObjectMapper json, byte[] answer) {
        String detail;
        try {
            detail = json.readTree(answer).path("detail").asText();
        } catch (IOException e) {
            detail = new String(answer, StandardCharsets.UTF_8);
        }
        int code = status == 401 || status == 403 ? ExitCode.FORBIDDEN : ExitCode.CONFLICT;
        return new CliFailure(
                code, "the server at " + server + " does not let this node in (" + status + "): " + detail);
    }
}
