package org.attune.tuner.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the parts of a spec stand in its text, for problems that are found after reading. */
public final class SpecPositions {

    private final SpecNode tree;

    private SpecPositions(SpecNode tree) {
        this.tree = tree;
    }

    /**
     * The places in a text that {@link SpecReader} has read; places that the text does not have are those of the
     * nearest part around them.
     */
    public static SpecPositions of(String text, String fileName, SpecReader.Options options) {
        Problems ignored = new Problems(fileName);
        SpecNode tree = YamlTree.read(text, fileName, ignored);
        if (tree == null) {
            return none(fileName);
        }
        for (SpecOverride set : options.sets()) {
            tree = Overrides.apply(tree, set, ignored);
        }
        return new SpecPositions(tree);
    }

    /** No text: every place is its start. */
    public static SpecPositions none(String fileName) {
        return new SpecPositions(new SpecNode.Mapping(List.of(), Place.start(fileName)));
    }

    /**
     * A problem at the value of a pointer.
     *
     * @param pointer such as {@code #/trial/workers}
     * @param expected what belongs there, may be empty
     */
    public SpecProblem problem(
            SpecCode code, String pointer, String detail, String expected, @Nullable Suggestion suggestion) {
        SpecNode at = find(pointer);
        Place place = at.place();
        return new SpecProblem(
                pointer,
                code.name(),
                Severity.ERROR,
                detail,
                place.file(),
                place.line(),
                place.column(),
                place.endLine(),
                place.endColumn(),
                at.found(),
                expected,
                suggestion);
    }

    private SpecNode find(String pointer) {
        SpecNode at = tree;
        if (pointer.length() <= 2) {
            return at;
        }
        for (String part : pointer.substring(2).split("/", -1)) {
            String key = part.replace("~1", "/").replace("~0", "~");
            SpecNode next = null;
            if (at instanceof SpecNode.Mapping mapping) {
                SpecNode.Entry entry = mapping.entry(key);
                next = entry == null ? null : entry.value();
            } else if (at instanceof SpecNode.Items list
                    && YamlTree.number(key) instanceof Long i
                    && i >= 0
                    && i < list.items().size()) {
                next = list.items().get(i.intValue());
            }
            if (next == null) {
                return at;
            }
            at = next;
        }
        return at;
    }
}
