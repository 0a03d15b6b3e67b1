package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the values of {@code --set path=value} into a tree. */
final class Overrides {

    private static final List<String> WITH_TYPE = List.of("strategy", "earlyStopping");

    private final SpecOverride set;
    private final Problems problems;
    private final Place place;

    private Overrides(SpecOverride set, Problems problems) {
        this.set = set;
        this.problems = problems;
        this.place = Place.start(set.file());
    }

    /**
     * A tree with the value in its place; mappings on the way are made. The tree as it was where the path leads
     * nowhere.
     */
    static SpecNode apply(SpecNode tree, SpecOverride set, Problems problems) {
        Overrides self = new Overrides(set, problems);
        List<String> path =
                Arrays.asList(set.path().replace("[", ".").replace("]", "").split("\\.", -1));
        if (path.stream().anyMatch(String::isEmpty) || path.size() > YamlTree.MAX_DEPTH) {
            self.bad("#", "the path \"" + SpecNode.shorten(set.path()) + "\" has an empty part", null);
            return tree;
        }
        int before = problems.errors();
        SpecNode value = YamlTree.read(set.value(), set.file(), problems);
        if (value == null) {
            if (problems.errors() > before) {
                return tree;
            }
            value = new SpecNode.Scalar(SpecNode.Kind.NULL, "", "", null, self.place);
        }
        SpecNode out = self.put(tree, path, value, "#");
        return out == null ? tree : out;
    }

    private @Nullable SpecNode put(SpecNode node, List<String> path, SpecNode value, String pointer) {
        if (path.isEmpty()) {
            return value;
        }
        if (node instanceof SpecNode.Mapping mapping) {
            return putKey(mapping, path, value, pointer);
        }
        if (node instanceof SpecNode.Items list) {
            return putItem(list, path, value, pointer);
        }
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        if (node instanceof SpecNode.Scalar scalar && WITH_TYPE.contains(name)) {
            SpecNode.Mapping typed =
                    new SpecNode.Mapping(List.of(new SpecNode.Entry("type", scalar.place(), scalar)), scalar.place());
            return putKey(typed, path, value, pointer);
        }
        bad(
                pointer,
                "\"" + dotted(pointer) + "\" is " + node.found() + " and has no part \"" + path.get(0) + "\"",
                dotted(pointer));
        return null;
    }

    private @Nullable SpecNode putKey(SpecNode.Mapping mapping, List<String> path, SpecNode value, String pointer) {
        List<SpecNode.Entry> entries = new ArrayList<>(mapping.entries());
        // a parameter's name may hold dots: the longest key that is there wins
        for (int length = path.size(); length >= 1; length--) {
            String key = String.join(".", path.subList(0, length));
            for (int i = 0; i < entries.size(); i++) {
                SpecNode.Entry entry = entries.get(i);
                if (entry.key().equals(key)) {
                    SpecNode changed =
                            put(entry.value(), path.subList(length, path.size()), value, Problems.child(pointer, key));
                    if (changed == null) {
                        return null;
                    }
                    entries.set(i, new SpecNode.Entry(key, entry.keyPlace(), changed));
                    return new SpecNode.Mapping(entries, mapping.place());
                }
            }
        }
        SpecNode child = value;
        for (int i = path.size() - 1; i >= 1; i--) {
            child = new SpecNode.Mapping(List.of(new SpecNode.Entry(path.get(i), place, child)), place);
        }
        entries.add(new SpecNode.Entry(path.get(0), place, child));
        return new SpecNode.Mapping(entries, mapping.place());
    }

    private @Nullable SpecNode putItem(SpecNode.Items list, List<String> path, SpecNode value, String pointer) {
        Object index = YamlTree.number(path.get(0));
        int size = list.items().size();
        if (!(index instanceof Long i) || i < 0 || i >= size) {
            String range = size == 0 ? "it is empty" : "its items are 0 to " + (size - 1);
            bad(
                    pointer,
                    "\"" + dotted(pointer) + "\" is a list without an item \"" + path.get(0) + "\"; " + range,
                    size == 0 ? null : dotted(pointer) + ".0");
            return null;
        }
        List<SpecNode> items = new ArrayList<>(list.items());
        SpecNode changed =
                put(items.get(i.intValue()), path.subList(1, path.size()), value, Problems.child(pointer, path.get(0)));
        if (changed == null) {
            return null;
        }
        items.set(i.intValue(), changed);
        return new SpecNode.Items(items, list.place());
    }

    private void bad(String pointer, String detail, @Nullable String near) {
        problems.at(SpecCode.BAD_PATH, pointer, place, detail)
                .found(set.path())
                .expected("a path of the spec")
                .suggest(near == null ? null : new Suggestion("did you mean \"" + near + "\"?", near))
                .add();
    }

    private static String dotted(String pointer) {
        return pointer.length() <= 2 ? "" : pointer.substring(2).replace('/', '.');
    }
}
