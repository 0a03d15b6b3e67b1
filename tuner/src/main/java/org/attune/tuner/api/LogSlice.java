package org.attune.tuner.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.attune.tuner.api.LogPlace.Offsets;
import org.jspecify.annotations.Nullable;

/**
 * One rank's log of one attempt, read piece by piece.
 *
 * @param files by stream: {@code out}, {@code err} or both
 * @param stream what the reader asked for: out, err or both
 * @param grep only the lines that it takes; null for all
 */
record LogSlice(
        Map<String, Path> files,
        String stream,
        Form form,
        @Nullable LineFilter grep) {

    /** How the text is sent. */
    enum Form {
        /** As it is. */
        TEXT("text/plain; charset=utf-8"),
        /** A line of JSON a piece. */
        NDJSON("application/x-ndjson"),
        /** A server-sent event a piece. */
        EVENTS("text/event-stream");

        final String contentType;

        Form(String contentType) {
            this.contentType = contentType;
        }
    }

    /** Whether each piece says where to go on. */
    boolean framed() {
        return form != Form.TEXT;
    }

    private static final int TAIL_WINDOW = 4 << 20;

    LogSlice {
        files = Map.copyOf(files);
    }

    /** What was read, and how far. */
    record Piece(byte[] bytes, Offsets next) {}

    /** The streams in the order in which they are shown. */
    private List<String> streams() {
        return List.of("out", "err").stream().filter(files::containsKey).toList();
    }

    private Path file(String name) {
        Path file = files.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no stream " + name);
        }
        return file;
    }

    /** Whether each offset is within its file; a file that is not there has length 0. */
    boolean within(Offsets offsets) throws IOException {
        for (String name : streams()) {
            if (offsets.of(name) > FileParts.size(file(name))) {
                return false;
            }
        }
        return true;
    }

    Offsets ends() throws IOException {
        Offsets ends = new Offsets(0, 0);
        for (String name : streams()) {
            ends = ends.with(name, FileParts.size(file(name)));
        }
        return ends;
    }

    /** Where the last lines begin, looking back at most 4 MiB. */
    Offsets tail(int lines) throws IOException {
        Offsets at = new Offsets(0, 0);
        for (String name : streams()) {
            long size = FileParts.size(file(name));
            long from = Math.max(0, size - TAIL_WINDOW);
            byte[] window = FileParts.read(file(name), from, TAIL_WINDOW);
            at = at.with(name, from + startOfTail(window, lines));
        }
        return at;
    }

    private static int startOfTail(byte[] window, int lines) {
        int left = lines;
        for (int i = window.length - 1; i >= 0; i--) {
            // the newline that ends the last line does not begin one
            if (window[i] == '\n' && i < window.length - 1 && --left == 0) {
                return i + 1;
            }
        }
        return lines == 0 ? window.length : 0;
    }

    /**
     * Reads on from these offsets.
     *
     * @param limit bytes of each stream
     * @param wholeLines whether a line whose end has not come yet is left for later (unless it fills the limit)
     */
    Piece read(Offsets from, int limit, boolean wholeLines) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Offsets next = from;
        for (String name : streams()) {
            long offset = from.of(name);
            byte[] bytes = FileParts.read(file(name), offset, limit);
            int length = wholeLines && bytes.length < limit ? afterLastNewline(bytes) : bytes.length;
            if (grep != null && bytes.length == limit && afterLastNewline(bytes) > 0) {
                length = afterLastNewline(bytes); // the rest of the last line is looked at with its beginning
            }
            if (length == 0) {
                continue;
            }
            next = next.with(name, offset + length);
            // the head of a very long log is freed by punching a hole, which reads as zeros
            int start = 0;
            while (start < length && bytes[start] == 0) {
                start++;
            }
            if (start == length) {
                continue;
            }
            byte[] shown = grep == null ? Arrays.copyOfRange(bytes, start, length) : grep.of(bytes, start, length);
            if (framed() && shown.length > 0) {
                String text = new String(shown, StandardCharsets.UTF_8);
                Offsets until = next;
                out.writeBytes(frame(name, offset + start, text, until.text(stream)));
            } else {
                out.writeBytes(shown);
            }
        }
        return new Piece(out.toByteArray(), next);
    }

    private byte[] frame(String name, long offset, String text, String next) {
        return line("log", next, json -> {
            json.writeStringField("stream", name);
            json.writeNumberField("offset", offset);
            json.writeStringField("text", text);
            json.writeStringField("next", next);
        });
    }

    /** A line that says only that the stream is alive, or that it has ended. */
    byte[] mark(String what, Offsets next) {
        return line(what, next.text(stream), json -> {
            json.writeBooleanField(what, true);
            json.writeStringField("next", next.text(stream));
        });
    }

    private byte[] line(String event, String id, Json.Writer fields) {
        byte[] object = Json.bytes(json -> {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        });
        if (form == Form.EVENTS) {
            String head = "event: " + event + "\nid: " + id + "\ndata: ";
            return (head + new String(object, StandardCharsets.UTF_8) + "\n\n").getBytes(StandardCharsets.UTF_8);
        }
        byte[] line = Arrays.copyOf(object, object.length + 1);
        line[object.length] = '\n';
        return line;
    }

    private static int afterLastNewline(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }
}
