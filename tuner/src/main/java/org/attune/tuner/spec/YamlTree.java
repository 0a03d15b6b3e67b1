package org.attune.tuner.spec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.attune.tuner.spec.SpecNode.Kind;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML 1.2 text to a tree with places.
 *
 * <p>The tree is built from the parser's events and not from its composed nodes: no recursion, so no depth overflows
 * the stack, and aliases are
 * never followed, so no text can grow.
 */
final class YamlTree {

    /** Limit of a spec's text, in bytes of UTF-8. */
    static final int MAX_BYTES = 256 * 1024;

    /** Limit of nested mappings and lists. */
    static final int MAX_DEPTH = 64;

    private static final Pattern INT = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern OTHER_BASE = Pattern.compile("0x[0-9a-fA-F]+|0o[0-7]+");
    private static final Pattern FLOAT = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSES = Set.of("false", "False", "FALSE");

    private final int[] characters;
    private final String file;
    private final Problems problems;
    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable SpecNode root;

    private YamlTree(String text, String file, Problems problems) {
        this.characters = text.codePoints().toArray();
        this.file = file;
        this.problems = problems;
    }

    /** A mapping or list whose end has not come yet. */
    private static final class Open {
        final boolean mapping;
        final boolean flow;
        final Place start;
        final String pointer;
        final List<SpecNode.Entry> entries = new ArrayList<>();
        final List<SpecNode> items = new ArrayList<>();
        final Set<String> keys = new HashSet<>();
        SpecNode.@Nullable Scalar key;
        boolean keyBroken;

        Open(boolean mapping, boolean flow, Place start, String pointer) {
            this.mapping = mapping;
            this.flow = flow;
            this.start = start;
            this.pointer = pointer;
        }

        String childPointer() {
            if (!mapping) {
                return Problems.child(pointer, Integer.toString(items.size()));
            }
            return key == null ? pointer : Problems.child(pointer, key.text());
        }
    }

    /** The tree, or null where the text cannot be read at all; the problems say why. */
    static @Nullable SpecNode read(String text, String file, Problems problems) {
        Place start = Place.start(file);
        int bytes = text.length() > MAX_BYTES ? text.length() : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            problems.at(SpecCode.TOO_LARGE, "#", start, "the text has more than 256 KiB")
                    .expected("at most 262144 bytes")
                    .add();
            return null;
        }
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        YamlTree tree = new YamlTree(body, file, problems);
        try {
            return tree.build(body);
        } catch (ReaderException e) {
            Place place = tree.placeOf(e.getPosition());
            problems.at(
                            SpecCode.SYNTAX,
                            "#",
                            place,
                            String.format("the character U+%04X is not allowed", e.getCodePoint()))
                    .add();
        } catch (MarkedYamlEngineException e) {
            Place place = e.getProblemMark().map(m -> tree.place(m, m)).orElse(start);
            problems.at(SpecCode.SYNTAX, "#", place, tree.sentence(e)).add();
        } catch (YamlEngineException | StackOverflowError e) {
            problems.at(SpecCode.SYNTAX, "#", start, "the text cannot be read as YAML or JSON")
                    .add();
        }
        return null;
    }

    private String sentence(MarkedYamlEngineException e) {
        String problem = e.getProblem() == null ? "the text cannot be read" : e.getProblem();
        String context = e.getContext() == null || e.getContext().isEmpty() ? "" : e.getContext() + ": ";
        return SpecNode.shorten(context).strip() + (context.isEmpty() ? "" : " ") + problem.replaceAll("\\R", " ");
    }

    private @Nullable SpecNode build(String body) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(MAX_BYTES + 1)
                .setUseMarks(true)
                .build();
        int documents = 0;
        for (Event event : new Parse(settings).parseString(body)) {
            switch (event.getEventId()) {
                case DocumentStart -> {
                    documents++;
                    if (documents == 2) {
                        feature(place(event), "#", "a second document", "one document");
                        return root;
                    }
                }
                case Alias -> {
                    feature(
                            place(event),
                            pointer(),
                            "the alias *" + ((AliasEvent) event).getAlias().getValue(),
                            "the value itself");
                    put(new SpecNode.Broken(place(event)));
                }
                case Scalar -> scalar((ScalarEvent) event);
                case MappingStart, SequenceStart -> {
                    if (!start((CollectionStartEvent) event)) {
                        return null;
                    }
                }
                case MappingEnd, SequenceEnd -> end(event);
                default -> {}
            }
        }
        return root;
    }

    private boolean start(CollectionStartEvent event) {
        if (open.size() >= MAX_DEPTH) {
            problems.at(
                            SpecCode.TOO_DEEP,
                            pointer(),
                            place(event),
                            "the text nests deeper than " + MAX_DEPTH + " levels")
                    .add();
            return false;
        }
        checkNode(event, event.getTag());
        boolean mapping = event.getEventId() == Event.ID.MappingStart;
        open.push(new Open(mapping, event.isFlow(), place(event), pointer()));
        return true;
    }

    private void end(Event event) {
        Open done = open.pop();
        Place last = place(event);
        if (!done.flow) {
            last = lastChild(done);
        }
        Place whole = new Place(file, done.start.line(), done.start.column(), last.endLine(), last.endColumn());
        put(done.mapping ? new SpecNode.Mapping(done.entries, whole) : new SpecNode.Items(done.items, whole));
    }

    /** A block's own end mark stands at the next token, often lines below. */
    private static Place lastChild(Open done) {
        if (done.mapping && !done.entries.isEmpty()) {
            return done.entries.get(done.entries.size() - 1).value().place();
        }
        if (!done.mapping && !done.items.isEmpty()) {
            return done.items.get(done.items.size() - 1).place();
        }
        return done.start;
    }

    private void scalar(ScalarEvent event) {
        Place place = place(event);
        if (!checkNode(event, event.getTag())) {
            put(new SpecNode.Broken(place));
            return;
        }
        boolean tagged = event.getTag().isPresent();
        int from = event.getStartMark().map(Mark::getIndex).orElse(0);
        int to = event.getEndMark().map(Mark::getIndex).orElse(from);
        boolean oneLine = place.line() == place.endLine() && to <= characters.length && from <= to;
        String raw = oneLine ? new String(characters, from, to - from) : null;
        put(resolve(event.getValue(), event.isPlain() && !tagged, raw, place));
    }

    private SpecNode.Scalar resolve(String text, boolean plain, @Nullable String raw, Place place) {
        if (!plain) {
            return new SpecNode.Scalar(Kind.TEXT, text, text, raw, place);
        }
        if (NULLS.contains(text)) {
            return new SpecNode.Scalar(Kind.NULL, text, text, raw, place);
        }
        if (TRUES.contains(text) || FALSES.contains(text)) {
            return new SpecNode.Scalar(Kind.BOOL, text, TRUES.contains(text), raw, place);
        }
        Object number = number(text);
        if (number == null) {
            return new SpecNode.Scalar(Kind.TEXT, text, text, raw, place);
        }
        boolean isValue = open.isEmpty() || !open.peek().mapping || open.peek().key != null;
        if (isValue && LEADING_ZERO.matcher(text).matches()) {
            problems.at(
                            SpecCode.LEADING_ZERO,
                            pointer(),
                            place,
                            text + " is read as " + number + "; older YAML readers take it as octal")
                    .warning()
                    .found(text)
                    .suggest(new Suggestion("write " + number, number.toString()))
                    .add();
        }
        return new SpecNode.Scalar(number instanceof Long ? Kind.INT : Kind.FLOAT, text, number, raw, place);
    }

    /**
     * A number as YAML's core schema reads it: Long, Double (also for whole numbers beyond 64 bits), or null for text.
     */
    static @Nullable Object number(String text) {
        if (text.isEmpty() || text.length() > 400) {
            return null;
        }
        if (INT.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                return Double.parseDouble(text);
            }
        }
        if (OTHER_BASE.matcher(text).matches()) {
            try {
                return Long.parseLong(text.substring(2), text.charAt(1) == 'x' ? 16 : 8);
            } catch (NumberFormatException e) {
                return Double.POSITIVE_INFINITY;
            }
        }
        if (FLOAT.matcher(text).matches()) {
            return Double.parseDouble(text);
        }
        return switch (text) {
            case ".nan", ".NaN", ".NAN" -> Double.NaN;
            case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" -> Double.POSITIVE_INFINITY;
            case "-.inf", "-.Inf", "-.INF" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private void put(SpecNode node) {
        Open parent = open.peek();
        if (parent == null) {
            root = node;
            return;
        }
        if (!parent.mapping) {
            parent.items.add(node);
            return;
        }
        if (parent.key == null && !parent.keyBroken) {
            key(parent, node);
            return;
        }
        if (parent.key != null) {
            if (parent.keys.add(parent.key.text())) {
                parent.entries.add(new SpecNode.Entry(parent.key.text(), parent.key.place(), node));
            } else {
                String key = SpecNode.shorten(parent.key.text());
                problems.at(
                                SpecCode.DUPLICATE_KEY,
                                Problems.child(parent.pointer, parent.key.text()),
                                parent.key.place(),
                                "the key \"" + key + "\" is here a second time")
                        .found(key)
                        .expected("each key once")
                        .add();
            }
        }
        parent.key = null;
        parent.keyBroken = false;
    }

    private void key(Open parent, SpecNode node) {
        if (node instanceof SpecNode.Scalar scalar) {
            if (scalar.text().equals("<<") && "<<".equals(scalar.raw())) {
                feature(scalar.place(), parent.pointer, "the merge key <<", "the keys themselves");
                parent.keyBroken = true;
                return;
            }
            parent.key = scalar;
            return;
        }
        if (!(node instanceof SpecNode.Broken)) {
            feature(node.place(), parent.pointer, node.found() + " as a key", "a name");
        }
        parent.keyBroken = true;
    }

    /** Refuses anchors and tags; false for a tag, after which the value is not what it seems. */
    private boolean checkNode(NodeEvent event, Optional<String> tag) {
        event.getAnchor()
                .ifPresent(a ->
                        feature(place(event), pointer(), "the anchor &" + SpecNode.shorten(a.getValue()), "no anchor"));
        if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals("tag:yaml.org,2002:str")) {
            feature(place(event), pointer(), "the tag " + SpecNode.shorten(tag.get()), "no tag");
            return false;
        }
        return true;
    }

    private void feature(Place place, String pointer, String found, String expected) {
        problems.at(SpecCode.YAML_FEATURE, pointer, place, found + " is not allowed in a spec")
                .found(found)
                .expected(expected)
                .add();
    }

    private String pointer() {
        Open parent = open.peek();
        return parent == null ? "#" : parent.childPointer();
    }

    private Place place(Event event) {
        return place(event.getStartMark().orElseThrow(), event.getEndMark().orElseThrow());
    }

    private Place place(Mark start, Mark end) {
        int endColumn = end.getColumn() + 1;
        if (end.getIndex() == start.getIndex()) {
            endColumn++;
        }
        return new Place(file, start.getLine() + 1, start.getColumn() + 1, end.getLine() + 1, endColumn);
    }

    private Place placeOf(int index) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(index, characters.length); i++) {
            if (characters[i] == '\n') {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return new Place(file, line, column, line, column + 1);
    }
}
