package org.attune.tuner.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.spec.Availability;
import org.attune.tuner.spec.NormalisedSpec;
import org.attune.tuner.spec.SpecOverride;
import org.attune.tuner.spec.SpecPositions;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.SpecProblems;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.spec.StudySpec;
import org.jspecify.annotations.Nullable;

/**
 * A spec as the person gave it: its text, where it came from, and what was set on the command line.
 *
 * @param text YAML or JSON
 * @param file its name for messages
 * @param folder where relative paths in it begin
 */
record SpecText(String text, String file, Path folder) {

    private static final int BYTES_MAX = 1 << 20;

    /** Reads a file, or standard input for {@code -}. */
    static SpecText read(String file, Terminal terminal) {
        try {
            if (file.equals("-")) {
                byte[] bytes = terminal.in().readNBytes(BYTES_MAX);
                return new SpecText(
                        new String(bytes, StandardCharsets.UTF_8),
                        "stdin",
                        Path.of("").toAbsolutePath());
            }
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new CliFailure(
                        ExitCode.INVALID,
                        file + " is a folder\n  help: name its spec, for example " + path.resolve("study.yaml"));
            }
            if (Files.size(path) > BYTES_MAX) {
                throw new CliFailure(ExitCode.INVALID, file + " is larger than 1 MiB; a spec has at most 256 KiB");
            }
            Path parent = path.toAbsolutePath().getParent();
            return new SpecText(
                    Files.readString(path, StandardCharsets.UTF_8), file, parent == null ? Path.of("/") : parent);
        } catch (NoSuchFileException e) {
            throw new CliFailure(ExitCode.INVALID, "there is no file " + file);
        } catch (InvalidPathException e) {
            throw new CliFailure(ExitCode.USAGE, "\"" + Columns.clean(file) + "\" is not a path");
        } catch (CharacterCodingException e) {
            throw new CliFailure(ExitCode.INVALID, file + " is not UTF-8 text");
        } catch (IOException e) {
            throw new CliFailure(ExitCode.INVALID, file + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * The spec when it is good and this build can execute it; warnings are printed. Otherwise every problem is printed
     * and the command ends with exit code 3.
     */
    StudySpec valid(List<String> sets, Terminal terminal) {
        List<SpecProblem> problems = new ArrayList<>();
        StudySpec spec = check(sets, problems);
        if (!problems.isEmpty()) {
            print(problems, text, terminal);
        }
        if (spec == null || SpecProblems.anyError(problems)) {
            throw new Printed(ExitCode.INVALID);
        }
        return spec;
    }

    /** Adds all problems to the list; the spec, or null when it cannot be read. */
    @Nullable
    StudySpec check(List<String> sets, List<SpecProblem> problems) {
        SpecReader.Options options = new SpecReader.Options(null, overrides(sets));
        SpecResult result = SpecReader.read(text, file, options);
        problems.addAll(result.all());
        if (result instanceof SpecResult.Valid valid) {
            problems.addAll(Availability.check(valid.spec(), SpecPositions.of(text, file, options)));
            return valid.spec();
        }
        return null;
    }

    /** What to submit: the text as it is, or where something was set, the whole spec after it. */
    String submitted(StudySpec spec, List<String> sets) {
        if (sets.isEmpty()) {
            return text;
        }
        StringBuilder whole =
                new StringBuilder("# ").append(Columns.clean(file)).append(" with");
        for (String set : sets) {
            whole.append(" --set ").append(Columns.clean(Shell.quote(set)));
        }
        return whole.append('\n')
                .append(ReadingCommand.pretty(NormalisedSpec.toJson(spec)))
                .append('\n')
                .toString();
    }

    /** Prints problems of this or another text with their lines and carets to standard error. */
    static void print(List<SpecProblem> problems, String text, Terminal terminal) {
        terminal.err()
                .print(SpecProblems.render(problems, text, terminal.errStyle().colour()));
        terminal.err().flush();
    }

    private static List<SpecOverride> overrides(List<String> sets) {
        List<SpecOverride> overrides = new ArrayList<>();
        for (String set : sets) {
            try {
                overrides.add(SpecOverride.parse(set));
            } catch (IllegalArgumentException e) {
                throw new CliFailure(ExitCode.USAGE, "--set " + set + ": " + e.getMessage());
            }
        }
        return overrides;
    }
}
