package org.attune.runner.metrics;

import java.io.IOException;
import java.util.List;

/** Follows one source of metrics. Not safe for several threads. */
public interface MetricReader {

    /**
     * Where a reader stands, for the next agent.
     *
     * @param source the reader's source
     * @param offset how far its file was read; 0 where that means nothing
     * @param skipping whether it is within a line that is being dropped
     * @param known the entries that it has already told, where the offset does not say
     */
    record State(String source, long offset, boolean skipping, List<String> known) {

        /** Copies the list. */
        public State {
            known = List.copyOf(known);
        }
    }

    /** The name of its source, such as {@code stdout}. */
    String source();

    /**
     * Reads what is new, at most a few mebibytes.
     *
     * @return whether there is more to read at once
     * @throws IOException when the source is there and cannot be read
     */
    boolean poll() throws IOException;

    /**
     * Reads what is left, for the last time.
     *
     * @param complete whether the command ended by itself: then a last line without its end is whole; otherwise it may
     *     be cut within a number and is not taken
     * @throws IOException when the source is there and cannot be read
     */
    void finish(boolean complete) throws IOException;

    /** Where it stands. */
    State state();
}
