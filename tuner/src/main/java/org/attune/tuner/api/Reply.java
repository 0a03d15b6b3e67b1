package org.attune.tuner.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletionStage;

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

    /** Something that goes on writing, without a thread of its own. */
    interface Tail {
        /** Begins to write to a response whose head is set; the stage completes when all is written. */
        CompletionStage<?> stream(Context context, Pools pools);
    }

    /** A log or events that are followed until a deadline. */
    record Followed(Tail tail, String contentType, Map<String, String> headers) implements Reply {
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
