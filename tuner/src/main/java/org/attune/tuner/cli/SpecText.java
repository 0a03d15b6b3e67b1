package org.attune.tuner.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.attune.tuner.spec.Severity;
import org.attune.tuner.spec.SpecOverride;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.SpecProblems;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.spec.StudySpec;

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
                return new SpecText(new String(bytes, StandardCharsets.UTF_8), "-", Path.of("").toAbsolutePath());
            }
            Path path = Path.of(file);
            if (Files.isDirectory(path)) {
                throw new CliFailure(
                        ExitCode.INVALID, file + " is a folder\n  help: name its spec, for example " + path.resolve("study.yaml"));
            }
            if (Files.size(path) > BYTES_MAX) {
                throw new CliFailure(ExitCode.INVALID, file + " is larger than 1 MiB; a spec has at most 256 KiB");
            }
            Path parent = path.toAbsolutePath().getParent();
            return new SpecText(
                    Files.readString(path, StandardCharsets.UTF_8), file, parent == null ? Path.of("/") : parent);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new CliFailure(ExitCode.INVALID, "there is no file " + file);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new CliFailure(ExitCode.INVALID, file + " is not UTF-8 text");
        } catch (IOException e) {
            throw new CliFailure(ExitCode.INVALID, file + " cannot be read: " + e.getMessage());
        }
    }

    /** What the reader makes of it. */
    SpecResult check(List<String> sets) {
        return SpecReader.read(text, file, overrides(sets));
    }

    /** The spec, or every problem printed and exit code 3. */
    StudySpec valid(List<String> sets, Terminal terminal) {
        SpecResult result = check(sets);
        List<SpecProblem> problems = result.all();
        if (!problems.isEmpty()) {
            print(problems, terminal);
        }
        if (result instanceof SpecResult.Valid valid) {
            return valid.spec();
        }
        throw new Printed(ExitCode.INVALID);
    }

    /** Prints problems with their lines and carets to standard error. */
    void print(List<SpecProblem> problems, Terminal terminal) {
        terminal.err().print(SpecProblems.render(problems, text, terminal.errStyle().colour()));
        terminal.err().flush();
    }

    static boolean anyError(List<SpecProblem> problems) {
        for (SpecProblem problem : problems) {
            if (problem.severity() == Severity.ERROR) {
                return true;
            }
        }
        return false;
    }

    private static List<SpecOverride> overrides(List<String> sets) {
        List<SpecOverride> overrides = new java.util.ArrayList<>();
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
