package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What reading commands need, as the REST bodies: from a running server, or from the store of the data directory when
 * none runs. Both give the same JSON. A study or trial that is not there is a {@link CliFailure} with the nearest name.
 */
interface StudyReader extends AutoCloseable {

    /** The largest page. */
    int PAGE = 1_000;

    /** One page: {@code {studies: […], nextPageToken?, totalSize}}, newest first. */
    JsonNode studies(Set<String> states, @Nullable String pageToken);

    /** One study; with its normalised spec when full. */
    JsonNode study(String study, boolean full);

    /** The submitted text of its spec. */
    String spec(String study);

    /** One page: {@code {trials: […], nextPageToken?, totalSize}}. */
    JsonNode trials(String study, Set<String> states, String order, int pageSize, @Nullable String pageToken);

    /** The same of trials that a filter takes, in any order; both in the language of the REST API. */
    JsonNode chosen(
            String study, Set<String> states, String filter, String order, int pageSize, @Nullable String pageToken);

    /** One trial with its attempts. */
    JsonNode trial(String study, int number);

    /** {@code {trials: […]}}, best first. */
    JsonNode best(String study, int count);

    /** {@code {series: […]}} of one trial, at most 10,000 points each from a server. */
    JsonNode series(String study, int number);

    /** One page: {@code {events: […], nextPageToken?}} of a study or, when the number is above 0, of one trial. */
    JsonNode events(String study, int number, @Nullable String pageToken);

    /**
     * A piece of one log file, from an offset on. Fewer bytes than the limit do not mean its end; an unchanged offset
     * does.
     *
     * @param stream {@code out} or {@code err}
     */
    LogPiece log(String study, int number, int attempt, int rank, String stream, long offset, int limit);

    /** The last lines of one log file; at most its last 4 MiB. */
    LogPiece tail(String study, int number, int attempt, int rank, String stream, int lines);

    @Override
    void close();

    /** Bytes of a log, and where the next piece begins. */
    record LogPiece(byte[] bytes, long nextOffset) {}

    /**
     * All pages as one body.
     *
     * @param items name of the array
     * @param limit stop when so many are there; 0 for none
     * @param page reads the page of a token, null for the first
     */
    static ObjectNode all(String items, int limit, Function<@Nullable String, JsonNode> page) {
        ObjectNode all = RestClient.JSON.createObjectNode();
        ArrayNode list = all.putArray(items);
        String token = null;
        do {
            JsonNode body = page.apply(token);
            for (JsonNode item : body.path(items)) {
                if (limit <= 0 || list.size() < limit) {
                    list.add(item);
                }
            }
            if (body.has("totalSize")) {
                all.set("totalSize", body.path("totalSize"));
            }
            token = body.hasNonNull("nextPageToken")
                    ? body.path("nextPageToken").asText()
                    : null;
        } while (token != null && (limit <= 0 || list.size() < limit));
        return all;
    }
}
