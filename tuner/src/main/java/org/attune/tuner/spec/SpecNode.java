package org.attune.tuner.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of a spec as a tree with places. */
sealed interface SpecNode {

    /** Where it stands. */
    Place place();

    /** What it is, for the half of a sentence that starts with "found". */
    String found();

    /** What a scalar was read as. */
    enum Kind {
        NULL,
        BOOL,
        INT,
        FLOAT,
        TEXT
    }

    /** One key with its value. */
    record Entry(String key, Place keyPlace, SpecNode value) {}

    /** Keys with values, each key once. */
    record Mapping(List<Entry> entries, Place place) implements SpecNode {
        @Override
        public String found() {
            return entries.isEmpty() ? "an empty mapping" : "a mapping";
        }

        @Nullable
        Entry entry(String key) {
            for (Entry e : entries) {
                if (e.key().equals(key)) {
                    return e;
                }
            }
            return null;
        }
    }

    /** A list. */
    record Items(List<SpecNode> items, Place place) implements SpecNode {
        @Override
        public String found() {
            return items.isEmpty() ? "an empty list" : "a list";
        }
    }

    /**
     * One value.
     *
     * @param kind what it was read as
     * @param text the decoded text
     * @param value Boolean, Long, Double or String; the text for NULL
     * @param raw the characters as written, quotes included, or null if they span lines
     * @param place where
     */
    record Scalar(
            Kind kind, String text, Object value, @Nullable String raw, Place place) implements SpecNode {
        @Override
        public String found() {
            return switch (kind) {
                case NULL -> "nothing";
                case BOOL -> text;
                case INT, FLOAT -> "the number " + shorten(text);
                case TEXT -> "text \"" + shorten(text) + "\"";
            };
        }

        /**
         * The place of the decoded characters from {@code from} to {@code to} (UTF-16 offsets); the whole where that
         * is not known.
         */
        Place part(int from, int to) {
            if (raw == null) {
                return place;
            }
            int start = rawOffset(from);
            int end = rawOffset(to);
            return start < 0 || end < start ? place : place.part(start, end - start);
        }

        private int rawOffset(int decodedOffset) {
            String r = raw == null ? "" : raw;
            char quote = r.isEmpty() ? ' ' : r.charAt(0);
            boolean quoted = quote == '"' || quote == '\'';
            int i = quoted ? 1 : 0;
            int end = quoted && r.length() > 1 ? r.length() - 1 : r.length();
            int decoded = 0;
            while (decoded < decodedOffset && i < end) {
                int wide = 1;
                char c = r.charAt(i);
                if (quote == '\'' && c == '\'') {
                    i += 2;
                } else if (quote == '"' && c == '\\' && i + 1 < r.length()) {
                    int digits = switch (r.charAt(i + 1)) {
                        case 'x' -> 2;
                        case 'u' -> 4;
                        case 'U' -> 8;
                        default -> 0;
                    };
                    wide = digits == 8 ? 2 : 1;
                    i += 2 + digits;
                } else {
                    i++;
                }
                decoded += wide;
            }
            return i > r.length() ? -1 : r.codePointCount(0, i);
        }
    }

    /** Something about which a problem has been reported already. */
    record Broken(Place place) implements SpecNode {
        @Override
        public String found() {
            return "something unreadable";
        }
    }

    /** At most 60 characters of a text, control characters escaped, for messages. */
    static String shorten(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().limit(60).forEach(c -> {
            if (c == '\n') {
                out.append("\\n");
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || c == 0x2028
                    || c == 0x2029) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return text.codePointCount(0, text.length()) > 60 ? out + "…" : out.toString();
    }
}
