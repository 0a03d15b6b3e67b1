package org.attune.tuner.spec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the spec with typed access to its keys.
 *
 * <p>Every accessor answers null (or an empty optional) both for a key that is absent and for one that is wrong; what
 * is wrong has been reported by
 * then, so a caller only looks at {@link #has} where absence matters.
 */
final class Section {

    private final SpecNode.Mapping node;
    private final String pointer;
    private final List<String> keys;
    private final Problems problems;
    private final Set<String> misspelt = new LinkedHashSet<>();

    /** Reports each key that is not among {@code keys}. */
    Section(SpecNode.Mapping node, String pointer, List<String> keys, Problems problems) {
        this.node = node;
        this.pointer = pointer;
        this.keys = keys;
        this.problems = problems;
        for (SpecNode.Entry entry : node.entries()) {
            if (!keys.contains(entry.key())) {
                unknown(entry);
            }
        }
    }

    private void unknown(SpecNode.Entry entry) {
        List<String> free = keys.stream().filter(k -> node.entry(k) == null).toList();
        Optional<String> near = Nearest.to(entry.key(), free).or(() -> Nearest.to(entry.key(), keys));
        near.ifPresent(misspelt::add);
        String key = SpecNode.shorten(entry.key());
        Suggestion suggestion = near.map(n -> new Suggestion("did you mean \"" + fullPath(entry, n) + "\"?", n))
                .orElseGet(() -> elsewhere(entry.key()));
        problems.at(
                        SpecCode.UNKNOWN_KEY,
                        Problems.child(pointer, entry.key()),
                        entry.keyPlace(),
                        "unknown key \"" + key + "\"")
                .found(key)
                .expected(keys.isEmpty() ? "no key" : "one of " + String.join(", ", keys))
                .suggest(suggestion)
                .add();
    }

    private String fullPath(SpecNode.Entry entry, String near) {
        boolean override = entry.keyPlace().file().startsWith("--set ");
        String base = pointer.length() <= 2 ? "" : pointer.substring(2).replace('/', '.') + ".";
        return override ? base + near : near;
    }

    private @Nullable Suggestion elsewhere(String key) {
        String places = Arrays.stream(Shape.values())
                .filter(s -> s.keys().contains(key)
                        && !s.path().isEmpty()
                        && !s.path().contains("*"))
                .map(s -> s.path() + "." + key)
                .collect(Collectors.joining(" or "));
        if (!places.isEmpty()) {
            return new Suggestion("did you mean " + places + "?", null);
        }
        return Shape.STUDY.keys().contains(key)
                ? new Suggestion("\"" + key + "\" belongs to the top level", null)
                : null;
    }

    Problems problems() {
        return problems;
    }

    String pointer() {
        return pointer;
    }

    Place place() {
        return node.place();
    }

    /** Whether the key is there, right or wrong, or was probably meant by a misspelt one. */
    boolean has(String key) {
        return node.entry(key) != null || misspelt.contains(key);
    }

    String pointer(String key) {
        return Problems.child(pointer, key);
    }

    /** The place of a key's value, or of the mapping where there is none. */
    Place placeOf(String key) {
        SpecNode.Entry entry = node.entry(key);
        return entry == null ? node.place() : entry.value().place();
    }

    /** The value, or null where it is absent or was reported. */
    @Nullable
    SpecNode node(String key) {
        if (!keys.contains(key)) {
            throw new IllegalStateException(key + " is not a key of " + pointer);
        }
        SpecNode.Entry entry = node.entry(key);
        return entry == null || entry.value() instanceof SpecNode.Broken ? null : entry.value();
    }

    /** Reports a key that must be there, unless it was misspelt. */
    boolean require(String key, String what) {
        if (has(key)) {
            return true;
        }
        problems.at(SpecCode.MISSING_KEY, pointer, firstLine(node.place()), "\"" + key + "\" is missing: " + what)
                .found("nothing")
                .expected(what)
                .add();
        return false;
    }

    /** Reports each of several keys that must be there; keys and what they are take turns. */
    boolean requireAll(String... keysAndWhat) {
        boolean all = true;
        for (int i = 0; i < keysAndWhat.length; i += 2) {
            all &= require(keysAndWhat[i], keysAndWhat[i + 1]);
        }
        return all;
    }

    private static Place firstLine(Place place) {
        return place.line() == place.endLine() ? place : place.part(0, 1);
    }

    Problems.Report problem(SpecCode code, String key, String detail) {
        SpecNode.Entry entry = node.entry(key);
        String found = entry == null ? "" : entry.value().found();
        Place place = placeOf(key);
        if (entry != null
                && code == SpecCode.RANGE_EMPTY
                && place.file().equals(entry.keyPlace().file())) {
            Place start = entry.keyPlace();
            place = new Place(place.file(), start.line(), start.column(), place.endLine(), place.endColumn());
        }
        return problems.at(code, pointer(key), place, detail).found(found);
    }

    void wrongType(String key, String expected) {
        SpecNode value = node(key);
        if (value != null) {
            Scalars.wrongType(problems, pointer(key), value, expected).add();
        }
    }

    /** A text; numbers and truth values are not taken for text. */
    @Nullable
    String text(String key, int maxLength) {
        SpecNode value = node(key);
        if (value == null) {
            return null;
        }
        return Scalars.text(problems, pointer(key), value, maxLength);
    }

    /** A text that is not empty. */
    @Nullable
    String name(String key, int maxLength) {
        String text = text(key, maxLength);
        if (text != null && text.isBlank()) {
            problem(SpecCode.BAD_NAME, key, "the text is empty")
                    .expected("a text")
                    .add();
            return null;
        }
        return text;
    }

    @Nullable
    Boolean bool(String key) {
        SpecNode value = node(key);
        if (value instanceof SpecNode.Scalar s && s.value() instanceof Boolean b) {
            return b;
        }
        wrongType(key, "true or false");
        return null;
    }

    /** A finite number. */
    @Nullable
    Double number(String key) {
        SpecNode value = node(key);
        if (value == null) {
            return null;
        }
        return Scalars.number(problems, pointer(key), value);
    }

    /** A number between bounds, both included. */
    @Nullable
    Double number(String key, double min, double max) {
        Double value = number(key);
        if (value != null && (value < min || value > max)) {
            outOfRange(key, plain(min), plain(max));
            return null;
        }
        return value;
    }

    /** A number above zero. */
    OptionalDouble positive(String key) {
        Double value = number(key);
        if (value != null && value <= 0) {
            problem(SpecCode.OUT_OF_RANGE, key, "must be above 0, found " + plain(value))
                    .expected("a number above 0")
                    .add();
            return OptionalDouble.empty();
        }
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    void outOfRange(String key, String min, String max) {
        SpecNode value = node(key);
        String found = value instanceof SpecNode.Scalar s ? SpecNode.shorten(s.text()) : "";
        problem(SpecCode.OUT_OF_RANGE, key, "must be between " + min + " and " + max + ", found " + found)
                .expected(min + " to " + max)
                .add();
    }

    /** A whole number between bounds, both included. {@code 8.0} is one too. */
    @Nullable
    Long whole(String key, long min, long max) {
        SpecNode value = node(key);
        if (value == null) {
            return null;
        }
        Long whole = Scalars.wholeOf(value);
        if (whole == null) {
            if (value instanceof SpecNode.Scalar s && s.value() instanceof Double d && !Double.isFinite(d)) {
                number(key);
            } else {
                wrongType(key, "a whole number");
            }
            return null;
        }
        if (whole < min || whole > max) {
            outOfRange(key, Long.toString(min), Long.toString(max));
            return null;
        }
        return whole;
    }

    OptionalInt integer(String key, int min, int max) {
        Long value = whole(key, min, max);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value.intValue());
    }

    int integer(String key, int min, int max, int otherwise) {
        return integer(key, min, max).orElse(otherwise);
    }

    /** One of an enum's names, in lower case with dashes. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
        SpecNode value = node(key);
        if (value == null) {
            return otherwise;
        }
        if (!(value instanceof SpecNode.Scalar scalar)) {
            wrongType(key, "one of " + names(type));
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (specName(constant).equals(scalar.text())) {
                return constant;
            }
        }
        unknownValue(
                key,
                scalar,
                Arrays.stream(type.getEnumConstants()).map(Section::specName).toList());
        return otherwise;
    }

    /** The same, inside a mapping with one key: {@code checkpoints: {keep: best}}. */
    <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise, String innerKey) {
        if (!has(key)) {
            return otherwise;
        }
        Section inner = section(key, List.of(innerKey));
        if (inner == null || !inner.require(innerKey, "one of " + names(type))) {
            return otherwise;
        }
        return inner.choice(innerKey, type, otherwise);
    }

    /** Reports a word that is none of these. */
    void word(String key, List<String> words) {
        SpecNode value = node(key);
        if (value instanceof SpecNode.Scalar scalar) {
            if (!words.contains(scalar.text())) {
                unknownValue(key, scalar, words);
            }
        } else {
            wrongType(key, "one of " + String.join(", ", words));
        }
    }

    void unknownValue(String key, SpecNode.Scalar scalar, List<String> allowed) {
        String expected = "one of " + String.join(", ", allowed);
        Suggestion suggestion = Nearest.to(scalar.text(), allowed)
                .map(n -> new Suggestion("did you mean \"" + n + "\"?", n))
                .orElse(null);
        problem(SpecCode.UNKNOWN_VALUE, key, "expected " + expected + ", found " + scalar.found())
                .expected(expected)
                .suggest(suggestion)
                .add();
    }

    /** How the spec writes an enum's constant. */
    static String specName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> String names(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Section::specName).collect(Collectors.joining(", "));
    }

    /** A nested mapping. */
    @Nullable
    Section section(String key, Shape shape) {
        return section(key, shape.keys());
    }

    @Nullable
    Section section(String key, List<String> childKeys) {
        SpecNode value = node(key);
        if (value instanceof SpecNode.Mapping mapping) {
            return new Section(mapping, pointer(key), childKeys, problems);
        }
        wrongType(key, "a mapping");
        return null;
    }

    /** The entries of a mapping with free keys; empty where absent or wrong. */
    List<SpecNode.Entry> entries(String key, int max) {
        SpecNode value = node(key);
        if (value instanceof SpecNode.Mapping mapping) {
            return limited(key, mapping.entries(), max);
        }
        wrongType(key, "a mapping");
        return List.of();
    }

    /** The items of a list; empty where absent or wrong. */
    List<SpecNode> items(String key, int max) {
        SpecNode value = node(key);
        if (value instanceof SpecNode.Items list) {
            return limited(key, list.items(), max);
        }
        wrongType(key, "a list");
        return List.of();
    }

    private <T> List<T> limited(String key, List<T> list, int max) {
        if (list.size() <= max) {
            return list;
        }
        problem(SpecCode.LIMIT, key, "has " + list.size() + " entries, at most " + max + " are allowed")
                .expected("at most " + max + " entries")
                .add();
        return list.subList(0, max);
    }

    /** A list of texts; wrong items are reported and left out. */
    List<String> texts(String key, int maxItems, int maxLength) {
        List<String> out = new ArrayList<>();
        List<SpecNode> items = items(key, maxItems);
        for (int i = 0; i < items.size(); i++) {
            String text =
                    Scalars.text(problems, Problems.child(pointer(key), Integer.toString(i)), items.get(i), maxLength);
            if (text != null) {
                out.add(text);
            }
        }
        return out;
    }

    /** A mapping of text to text. */
    Map<String, String> textMap(String key, int maxEntries, int maxLength) {
        Map<String, String> out = new LinkedHashMap<>();
        for (SpecNode.Entry entry : entries(key, maxEntries)) {
            String text = Scalars.text(problems, Problems.child(pointer(key), entry.key()), entry.value(), maxLength);
            if (text != null) {
                out.put(entry.key(), text);
            }
        }
        return out;
    }

    Optional<Duration> duration(String key, boolean zeroAllowed) {
        SpecNode value = node(key);
        if (value == null) {
            return Optional.empty();
        }
        String expected = "a duration such as 30s, 2h or 1d12h";
        Optional<Duration> read = value instanceof SpecNode.Scalar s ? Quantities.duration(s.text()) : Optional.empty();
        if (read.isEmpty()) {
            Problems.Report report = Scalars.wrongType(problems, pointer(key), value, expected);
            if (value instanceof SpecNode.Scalar s && s.value() instanceof Long seconds && seconds >= 0) {
                report.suggest(new Suggestion("did you mean " + seconds + "s?", seconds + "s"));
            }
            report.add();
        } else if (read.get().isZero() && !zeroAllowed) {
            problem(SpecCode.OUT_OF_RANGE, key, "must be longer than 0s")
                    .expected(expected)
                    .add();
            return Optional.empty();
        }
        return read;
    }

    /** A size in bytes. */
    @Nullable
    Long size(String key) {
        SpecNode value = node(key);
        if (value == null) {
            return null;
        }
        if (value instanceof SpecNode.Scalar s && Quantities.size(s.text()).isPresent()) {
            return Quantities.size(s.text()).getAsLong();
        }
        Problems.Report report =
                Scalars.wrongType(problems, pointer(key), value, "a size such as 512MiB, 16GiB or 4GB");
        if (value instanceof SpecNode.Scalar s) {
            Quantities.nearSize(s.text()).ifPresent(n -> report.suggest(new Suggestion("did you mean " + n + "?", n)));
        }
        report.add();
        return null;
    }

    /** A number as a person would write it. */
    static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
