package org.attune.runner.image;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The instructions of a Dockerfile with their lines; enough to say which one failed. */
public final class Dockerfile {

    private static final long BYTES_MAX = 1 << 20;
    private static final Pattern DIRECTIVE = Pattern.compile("#\\s*([a-zA-Z]+)\\s*=\\s*(\\S+).*");
    private static final Pattern PARSE_ERROR = Pattern.compile("(?:parse error )?line (\\d{1,6})");
    private static final Pattern FAILED_COMMAND = Pattern.compile(
            "(?:executor failed running \\[|process \"|The command ')(?:/bin/sh -c )(.*?)"
                    + "(?:\\]: |\" did not|' returned)",
            Pattern.DOTALL);
    private static final Pattern NOT_FOUND = Pattern.compile("\"(/?[^\"]+)\":? (?:not found|no such file)");

    private record Instruction(int line, String keyword, String rest) {}

    private final List<Instruction> instructions = new ArrayList<>();
    private int syntaxLine;

    private Dockerfile(List<String> lines) {
        boolean head = true;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.startsWith("#")) {
                Matcher directive = DIRECTIVE.matcher(line);
                head &= directive.matches();
                if (head && directive.group(1).toLowerCase(Locale.ROOT).equals("syntax")) {
                    syntaxLine = i + 1;
                }
                continue;
            }
            head = false;
            if (line.isEmpty()) {
                continue;
            }
            int first = i;
            StringBuilder whole = new StringBuilder();
            while (line.endsWith("\\") && i + 1 < lines.size()) {
                whole.append(line, 0, line.length() - 1);
                i++;
                line = lines.get(i).strip();
                line = line.startsWith("#") ? "\\" : line;
            }
            whole.append(line);
            int blank = whole.indexOf(" ");
            String keyword = blank < 0 ? whole.toString() : whole.substring(0, blank);
            instructions.add(new Instruction(
                    first + 1,
                    keyword.toUpperCase(Locale.ROOT),
                    blank < 0 ? "" : whole.substring(blank + 1).strip()));
        }
    }

    /** Of a text. */
    public static Dockerfile of(String text) {
        return new Dockerfile(text.lines().toList());
    }

    /** Of a file. */
    public static Dockerfile read(Path file) throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IllegalArgumentException(file + " is larger than 1 MiB; that is no Dockerfile");
        }
        try {
            return of(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + " is not UTF-8 text", e);
        }
    }

    /**
     * Refuses what can never be built here.
     *
     * @throws IllegalArgumentException with the place
     */
    public void check(String name) {
        if (syntaxLine > 0) {
            throw new IllegalArgumentException(name + ":" + syntaxLine
                    + ": a \"# syntax=\" line makes the builder load another builder from a registry; leave it out"
                    + " (RUN --mount works without it)");
        }
        if (instructions.stream().noneMatch(i -> i.keyword().equals("FROM"))) {
            throw new IllegalArgumentException(name + ": there is no FROM in it");
        }
    }

    /** The line that a builder's error is about, from 1; empty when it cannot be told. */
    public OptionalInt lineOf(String error) {
        Matcher parse = PARSE_ERROR.matcher(error);
        if (error.toLowerCase(Locale.ROOT).contains("dockerfile") && parse.find()) {
            return OptionalInt.of(Integer.parseInt(parse.group(1)));
        }
        Matcher failed = FAILED_COMMAND.matcher(error);
        if (failed.find()) {
            String command = squeezed(failed.group(1));
            for (Instruction i : instructions) {
                String run = squeezed(i.rest());
                if (i.keyword().equals("RUN") && (run.equals(command) || run.endsWith(command))) {
                    return OptionalInt.of(i.line());
                }
            }
        }
        Matcher absent = NOT_FOUND.matcher(error);
        if (absent.find()) {
            String path = absent.group(1).replaceFirst("^/", "");
            for (Instruction i : instructions) {
                boolean copies = i.keyword().equals("COPY") || i.keyword().equals("ADD");
                if ((copies || i.keyword().equals("FROM")) && i.rest().contains(path)) {
                    return OptionalInt.of(i.line());
                }
            }
        }
        for (Instruction i : instructions) {
            String base = i.rest().split("\\s+", 2)[0];
            String repository = base.replaceFirst("[:@][^/]*$", "");
            if (i.keyword().equals("FROM")
                    && !repository.isEmpty()
                    && (error.contains(base) || error.contains("/" + repository + "/"))) {
                return OptionalInt.of(i.line());
            }
        }
        return OptionalInt.empty();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
