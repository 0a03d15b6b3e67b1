package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads through a running server. */
final class RestReader implements StudyReader {

    private static final int POINTS_MAX = 10_000;
    private static final int TAIL_BYTES = 8 << 20;

    private final RestClient client;

    RestReader(RestClient client) {
        this.client = client;
    }

    @Override
    public JsonNode studies(Set<String> states, @Nullable String pageToken) {
        return client.get("studies?pageSize=" + PAGE + states(states) + token(pageToken));
    }

    @Override
    public JsonNode study(String study, boolean full) {
        return named(client, study, () -> client.get(path(study) + "?view=" + (full ? "full" : "basic")));
    }

    @Override
    public String spec(String study) {
        return named(
                client,
                study,
                () -> new String(
                        client.getBytes(path(study) + "/spec", "application/yaml")
                                .body(),
                        StandardCharsets.UTF_8));
    }

    @Override
    public JsonNode trials(String study, Set<String> states, String order, int pageSize, @Nullable String pageToken) {
        String query =
                "?pageSize=" + pageSize + "&orderBy=" + RestClient.encode(order) + states(states) + token(pageToken);
        return named(client, study, () -> client.get(path(study) + "/trials" + query));
    }

    @Override
    public JsonNode chosen(
            String study, Set<String> states, String filter, String order, int pageSize, @Nullable String pageToken) {
        String query = "?pageSize=" + pageSize + "&orderBy=" + RestClient.encode(order) + "&filter="
                + RestClient.encode(filter) + states(states) + token(pageToken);
        return named(client, study, () -> client.get(path(study) + "/trials" + query));
    }

    @Override
    public JsonNode trial(String study, int number) {
        return named(client, study, () -> client.get(path(study) + "/trials/" + number));
    }

    @Override
    public JsonNode best(String study, int count) {
        return named(client, study, () -> client.get(path(study) + "/trials:best?count=" + count));
    }

    @Override
    public JsonNode series(String study, int number) {
        return named(
                client,
                study,
                () -> client.get(path(study) + "/trials/" + number + "/metrics?maxPoints=" + POINTS_MAX));
    }

    @Override
    public JsonNode events(String study, int number, @Nullable String pageToken) {
        String of = number > 0 ? "/trials/" + number + "/events" : "/events";
        return named(client, study, () -> client.get(path(study) + of + "?pageSize=" + PAGE + token(pageToken)));
    }

    @Override
    public LogPiece log(String study, int number, int attempt, int rank, String stream, long offset, int limit) {
        return piece(study, number, attempt, rank, stream, "&offset=" + offset + "&limit=" + limit, offset);
    }

    @Override
    public LogPiece tail(String study, int number, int attempt, int rank, String stream, int lines) {
        return piece(study, number, attempt, rank, stream, "&tail=" + lines + "&limit=" + TAIL_BYTES, 0);
    }

    private LogPiece piece(String study, int number, int attempt, int rank, String stream, String where, long offset) {
        RestClient.Response piece = client.getBytes(
                path(study) + "/trials/" + number + "/logs?attempt=" + attempt + "&rank=" + rank + "&stream=" + stream
                        + where,
                "text/plain");
        boolean said = piece.nextOffset().matches("[0-9]{1,18}");
        return new LogPiece(piece.body(), said ? Long.parseLong(piece.nextOffset()) : offset + piece.body().length);
    }

    @Override
    public void close() {}

    static String path(String study) {
        return "studies/" + RestClient.encode(study);
    }

    /** Makes a call about a study; adds the nearest name when there is no such study. */
    static <T> T named(RestClient client, String study, Supplier<T> call) {
        try {
            return call.get();
        } catch (CliFailure failure) {
            if (failure.exitCode() != ExitCode.NOT_FOUND) {
                throw failure;
            }
            List<String> names = names(client);
            if (names == null) {
                throw failure;
            }
            throw names.contains(study) ? failure : Names.unknownStudy(study, names);
        }
    }

    /** All studies; null when they cannot be listed, for then the first failure is the one to tell. */
    private static @Nullable List<String> names(RestClient client) {
        RestReader reader = new RestReader(client);
        List<String> names = new ArrayList<>();
        try {
            for (JsonNode known : StudyReader.all("studies", 0, token -> reader.studies(Set.of(), token))
                    .path("studies")) {
                names.add(known.path("studyId").asText());
            }
        } catch (CliFailure failure) {
            return null;
        }
        return names;
    }

    private static String states(Set<String> states) {
        return states.isEmpty() ? "" : "&state=" + String.join(",", states);
    }

    private static String token(@Nullable String pageToken) {
        return pageToken == null ? "" : "&pageToken=" + RestClient.encode(pageToken);
    }
}
