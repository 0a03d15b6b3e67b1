package org.attune.tuner.api;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** What a route answers. */
sealed interface Reply {

    int status();

    String contentType();

    Map<String, String> headers();

    /** An answer that is there as a whole. */
    record Whole(int status, String contentType, byte[] body, Map<String, String> headers) implements Reply {}

    /** An answer whose bytes are written as they are read; its length must be right. */
    record Bytes(int status, String contentType, long length, Source source, Map<String, String> headers)
            implements Reply {}

    /** An answer of unknown length, written piece by piece. */
    record Streamed(String contentType, Source source, Map<String, String> headers) implements Reply {
        @Override
        public int status() {
            return 200;
        }
    }

    /** A log that is followed until a deadline. */
    record Followed(LogTail tail, String contentType, Map<String, String> headers) implements Reply {
        @Override
        public int status() {
            return 200;
        }
    }

    /** Writes the bytes of an answer; runs where it may block. */
    interface Source {
        void writeTo(OutputStream out) throws IOException;
    }

    String JSON = "application/json";
    String TEXT = "text/plain; charset=utf-8";

    static Whole json(int status, Json.Writer writer) {
        return new Whole(status, JSON, Json.bytes(writer), Map.of());
    }

    static Whole json(int status, Object value) {
        return new Whole(status, JSON, Json.bytes(value), Map.of());
    }

    static Whole json(Object value) {
        return json(200, value);
    }

    static Whole text(String contentType, String text) {
        return new Whole(200, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    static Whole empty(int status) {
        return new Whole(status, "", new byte[0], Map.of());
    }

    /** A file, or its part from an offset on. */
    static Bytes file(Path file, String contentType, long offset, long length, Map<String, String> headers) {
        return new Bytes(200, contentType, length, out -> FileParts.copy(file, offset, length, out), headers);
    }
}
