package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What reading commands need, as the REST bodies: from a running server, or from the store of the data directory when none
 * runs. Both give the same JSON. A study or trial that is not there is a {@link CliFailure} with the nearest name.
 */
interface StudyReader extends AutoCloseable {

    /** {@code {studies: […]}}, all of them. */
    JsonNode studies(Set<String> states);

    /** One study; with its normalised spec when full. */
    JsonNode study(String study, boolean full);

    /** The submitted text of its spec. */
    String spec(String study);

    /** One page: {@code {trials: […], nextPageToken?}}. */
    JsonNode trials(String study, Set<String> states, String order, int pageSize, @Nullable String pageToken);

    JsonNode trial(String study, int number);

    /** {@code {trials: […]}}, best first. */
    JsonNode best(String study, int count);

    /** {@code {series: […]}} of one trial. */
    JsonNode series(String study, int number);

    /** {@code {events: […]}} of a study or, when the number is above 0, of one trial. */
    JsonNode events(String study, int number);

    /**
     * A piece of one log file, from an offset on; shorter than the limit at its present end.
     *
     * @param stream {@code out} or {@code err}
     */
    LogPiece log(String study, int number, int attempt, int rank, String stream, long offset, int limit);

    @Override
    void close();

    /** Bytes of a log, and where the next piece begins. */
    record LogPiece(byte[] bytes, long nextOffset) {}
}
