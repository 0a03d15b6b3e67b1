package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads through a running server. */
final class RestReader implements StudyReader {

    private static final int PAGE = 1_000;

    private final RestClient client;

    RestReader(RestClient client) {
        this.client = client;
    }

    @Override
    public JsonNode studies(Set<String> states) {
        ObjectNode all = RestClient.JSON.createObjectNode();
        ArrayNode studies = all.putArray("studies");
        String token = "";
        do {
            JsonNode page = client.get("studies?pageSize=" + PAGE + states(states) + token);
            studies.addAll((ArrayNode) page.withArray("/studies"));
            all.set("totalSize", page.path("totalSize"));
            token = page.hasNonNull("nextPageToken")
                    ? "&pageToken=" + RestClient.encode(page.path("nextPageToken").asText())
                    : "";
        } while (!token.isEmpty());
        return all;
    }

    @Override
    public JsonNode study(String study, boolean full) {
        return named(study, () -> client.get(path(study) + (full ? "?view=full" : "")));
    }

    @Override
    public String spec(String study) {
        return named(
                study,
                () -> new String(
                        client.getBytes(path(study) + "/spec", "application/yaml").body(), StandardCharsets.UTF_8));
    }

    @Override
    public JsonNode trials(String study, Set<String> states, String order, int pageSize, @Nullable String pageToken) {
        String query = "?pageSize=" + pageSize + "&orderBy=" + RestClient.encode(order) + states(states)
                + (pageToken == null ? "" : "&pageToken=" + RestClient.encode(pageToken));
        return named(study, () -> client.get(path(study) + "/trials" + query));
    }

    @Override
    public JsonNode trial(String study, int number) {
        study(study, false);
        return client.get(path(study) + "/trials/" + number);
    }

    @Override
    public JsonNode best(String study, int count) {
        return named(study, () -> client.get(path(study) + "/trials:best?count=" + count));
    }

    @Override
    public JsonNode series(String study, int number) {
        return named(study, () -> client.get(path(study) + "/trials/" + number + "/metrics"));
    }

    @Override
    public JsonNode events(String study, int number) {
        String of = number > 0 ? "/trials/" + number + "/events" : "/events";
        return named(study, () -> client.get(path(study) + of + "?pageSize=" + PAGE));
    }

    @Override
    public LogPiece log(String study, int number, int attempt, int rank, String stream, long offset, int limit) {
        RestClient.Response piece = client.getBytes(
                path(study) + "/trials/" + number + "/logs?attempt=" + attempt + "&rank=" + rank + "&stream=" + stream
                        + "&offset=" + offset + "&limit=" + limit,
                "text/plain");
        long next = piece.nextOffset().isEmpty()
                ? offset + piece.body().length
                : Long.parseLong(piece.nextOffset());
        return new LogPiece(piece.body(), next);
    }

    @Override
    public void close() {}

    static String path(String study) {
        return "studies/" + RestClient.encode(study);
    }

    /** Adds the nearest name to "not found". */
    private <T> T named(String study, java.util.function.Supplier<T> call) {
        try {
            return call.get();
        } catch (CliFailure failure) {
            if (failure.exitCode() != ExitCode.NOT_FOUND) {
                throw failure;
            }
            List<String> names = new ArrayList<>();
            for (JsonNode known : studies(Set.of()).path("studies")) {
                names.add(known.path("studyId").asText());
            }
            throw names.contains(study) ? failure : Names.unknownStudy(study, names);
        }
    }

    private static String states(Set<String> states) {
        StringBuilder query = new StringBuilder();
        for (String state : states) {
            query.append("&state=").append(state);
        }
        return query.toString();
    }
}
