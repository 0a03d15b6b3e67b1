package org.attune.tuner.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Texts that the tests read. */
final class Specs {

    private static final Pattern YAML_BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    private Specs() {}

    /** A small valid spec with one more line. */
    static String with(String line) {
        return """
                study: small
                objective: {metric: loss, goal: minimize}
                maxTrials: 10
                parameters:
                  lr: {type: float, min: 0.1, max: 1}
                  opt: {type: categorical, values: [adam, sgd]}
                trial: {command: [train]}
                """ + line + "\n";
    }

    /** A valid spec with these parameters, from line 5 on. */
    static String withParameters(String parameters) {
        return """
                study: small
                objective: {metric: loss, goal: minimize}
                maxTrials: 10
                parameters:
                """ + parameters.indent(2) + "trial: {command: [train]}\n";
    }

    /** A valid spec with this trial section in braces, on line 7. */
    static String withTrial(String trial) {
        return with("").replace("trial: {command: [train]}", "trial: {" + trial + "}");
    }

    static StudySpec valid(String text) {
        SpecResult result = SpecReader.read(text, "study.yaml");
        if (result instanceof SpecResult.Valid valid) {
            return valid.spec();
        }
        throw new AssertionError(SpecProblems.render(result.all(), text, false));
    }

    static List<SpecProblem> problems(String text) {
        return SpecReader.read(text, "study.yaml").all();
    }

    /** One line a problem: {@code line:column CODE}. */
    static List<String> places(String text) {
        return problems(text).stream()
                .map(p -> p.line() + ":" + p.column() + " " + p.code())
                .toList();
    }

    /** A page of the project's documents. */
    static String page(String name) {
        return read(root().resolve("docs").resolve(name));
    }

    /** The specs of the runnable examples. */
    static List<String> runnable() {
        try (Stream<Path> folders = Files.list(root().resolve("examples"))) {
            return folders.map(folder -> folder.resolve("study.yaml"))
                    .filter(Files::exists)
                    .sorted()
                    .map(Specs::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.exists(here.resolve("docs/study-spec.md"))) {
            here = here.getParent();
        }
        if (here == null) {
            throw new IllegalStateException("docs/study-spec.md is nowhere above");
        }
        return here;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The YAML blocks of a page. */
    static List<String> blocks(String page) {
        List<String> out = new ArrayList<>();
        Matcher m = YAML_BLOCK.matcher(page);
        while (m.find()) {
            out.add(m.group(1));
        }
        return out;
    }

    /** The example of the reference page that shows every key. */
    static String everything() {
        return blocks(page("study-spec.md")).get(1);
    }
}
