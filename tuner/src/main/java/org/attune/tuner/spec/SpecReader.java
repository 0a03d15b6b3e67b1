package org.attune.tuner.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a study spec: YAML 1.2 or JSON text to a checked {@link StudySpec}, or to all of its problems at once, each
 * with its place.
 *
 * <p>Total: any text ends in a result, within time and memory bounded by its length (at most 256 KiB).
 */
public final class SpecReader {

    private SpecReader() {}

    /**
     * What comes from beside the text.
     *
     * @param studyId the study's name when the text has none; the text may repeat it but not contradict it
     * @param sets overrides, applied in order before anything is checked
     */
    public record Options(@Nullable String studyId, List<SpecOverride> sets) {
        /** Nothing. */
        public static final Options NONE = new Options(null, List.of());

        /** Copies the list. */
        public Options {
            sets = List.copyOf(sets);
        }
    }

    /**
     * Reads a spec.
     *
     * @param text YAML 1.2 or JSON
     * @param fileName what the problems call the text
     */
    public static SpecResult read(String text, String fileName) {
        return read(text, fileName, Options.NONE);
    }

    /** Reads a spec with overrides. */
    public static SpecResult read(String text, String fileName, List<SpecOverride> sets) {
        return read(text, fileName, new Options(null, sets));
    }

    /** Reads a spec with what comes from beside the text. */
    public static SpecResult read(String text, String fileName, Options options) {
        Problems problems = new Problems(fileName);
        SpecNode tree = YamlTree.read(text, fileName, problems);
        if (tree == null && !problems.hasErrors()) {
            tree = new SpecNode.Mapping(List.of(), Place.start(fileName));
        }
        if (tree == null) {
            return new SpecResult.Invalid(problems.sorted());
        }
        for (SpecOverride set : options.sets()) {
            tree = Overrides.apply(tree, set, problems);
        }
        return check(tree, options.studyId(), problems);
    }

    /** Reads a tree that is JSON already; problems have pointers, all at line 1. */
    public static SpecResult read(JsonNode json, Options options) {
        Problems problems = new Problems("spec");
        return check(JsonTree.of(json), options.studyId(), problems);
    }

    private static SpecResult check(SpecNode tree, @Nullable String studyId, Problems problems) {
        StudySpec spec = null;
        if (tree instanceof SpecNode.Mapping mapping) {
            spec = new StudyReader(mapping, studyId, problems).read();
        } else if (!(tree instanceof SpecNode.Broken)) {
            Scalars.wrongType(problems, "#", tree, "a mapping with the keys study, objective, parameters and trial")
                    .add();
        }
        if (problems.hasErrors() || spec == null) {
            return new SpecResult.Invalid(problems.sorted());
        }
        return new SpecResult.Valid(spec, problems.sorted());
    }
}
