package org.attune.runner.logs;

import java.nio.charset.StandardCharsets;

/**
 * A piece of a log file.
 *
 * @param offset where the piece begins: what was asked for, or later where the head of the log has been freed
 * @param bytes the piece; empty at the end
 * @param firstOffset the first byte that the log still has
 * @param size the length of the log when it was read
 */
public record LogSlice(long offset, byte[] bytes, long firstOffset, long size) {

    /** Where the next piece begins. */
    public long nextOffset() {
        return offset + bytes.length;
    }

    /** Whether nothing came after this piece when it was read. */
    public boolean atEnd() {
        return nextOffset() >= size;
    }

    /** The piece as text; what is no UTF-8 is replaced. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
