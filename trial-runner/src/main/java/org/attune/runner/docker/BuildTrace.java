package org.attune.runner.docker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads BuildKit's progress, which comes as protocol buffers (its message {@code StatusResponse}), into lines for people.
 * Only the fields that are shown are known here; others are skipped.
 */
final class BuildTrace {

    private static final int LINE_MAX = 2000;

    private final Set<String> begun = new HashSet<>();
    private final Set<String> done = new HashSet<>();
    private final StringBuilder partial = new StringBuilder();

    /** The new lines of one message; none when it is not understood. */
    List<String> read(String base64) {
        List<String> lines = new ArrayList<>();
        try {
            Message status = new Message(Base64.getDecoder().decode(base64));
            while (status.next()) {
                if (status.field == 1) {
                    vertex(status.bytes(), lines);
                } else if (status.field == 3) {
                    log(status.bytes(), lines);
                }
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return lines;
        }
        return lines;
    }

    private void vertex(byte[] bytes, List<String> lines) {
        Message vertex = new Message(bytes);
        String digest = "";
        String name = "";
        boolean cached = false;
        boolean started = false;
        while (vertex.next()) {
            switch (vertex.field) {
                case 1 -> digest = vertex.text();
                case 3 -> name = vertex.text();
                case 4 -> cached = vertex.number != 0;
                case 5 -> started = true;
                default -> {
                    // nothing that is shown
                }
            }
        }
        if (name.startsWith("[internal]") || name.isEmpty()) {
            return;
        }
        if (cached && done.add(digest)) {
            begun.add(digest);
            lines.add(name + "  (cached)");
        } else if (started && begun.add(digest)) {
            lines.add(name);
        }
    }

    private void log(byte[] bytes, List<String> lines) {
        Message log = new Message(bytes);
        while (log.next()) {
            if (log.field == 4) {
                for (char c : log.text().toCharArray()) {
                    if (c == '\n') {
                        lines.add("  " + partial);
                        partial.setLength(0);
                    } else if (c == '\r') {
                        partial.setLength(0);
                    } else if (partial.length() < LINE_MAX) {
                        partial.append(c);
                    }
                }
            }
        }
    }

    /** The fields of one message, one after the other. */
    private static final class Message {
        private final byte[] bytes;
        private int at;
        private int from;
        private int length;
        int field;
        long number;

        Message(byte[] bytes) {
            this.bytes = bytes;
        }

        boolean next() {
            if (at >= bytes.length) {
                return false;
            }
            long key = varint();
            field = (int) (key >>> 3);
            length = 0;
            switch ((int) (key & 7)) {
                case 0 -> number = varint();
                case 1 -> at += 8;
                case 2 -> {
                    length = (int) varint();
                    from = at;
                    at += length;
                    if (length < 0 || at > bytes.length) {
                        throw new IllegalArgumentException("a field is longer than its message");
                    }
                }
                case 5 -> at += 4;
                default -> throw new IllegalArgumentException("an unknown kind of field");
            }
            return true;
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                byte b = bytes[at++];
                value |= (long) (b & 0x7f) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number has no end");
        }

        byte[] bytes() {
            return java.util.Arrays.copyOfRange(bytes, from, from + length);
        }

        String text() {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
    }
}
