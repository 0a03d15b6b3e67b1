package org.attune.tuner.spec;

import java.util.List;

/** Draws problems under the lines of a text. */
final class CaretText {

    private static final int CODE_COLUMN = 82;
    private static final int MAX_LINE = 120;
    private static final String RED = "\u001b[1;31m";
    private static final String YELLOW = "\u001b[1;33m";
    private static final String DIM = "\u001b[2m";
    private static final String CYAN = "\u001b[36m";
    private static final String PLAIN = "\u001b[0m";

    private final List<String> lines;
    private final boolean colour;
    private final StringBuilder out = new StringBuilder();

    CaretText(String text, boolean colour) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        this.lines = body.lines().toList();
        this.colour = colour;
    }

    String render(List<SpecProblem> problems) {
        header(problems);
        int width = problems.stream().mapToInt(p -> place(p).length()).max().orElse(0);
        int numbers = Integer.toString(
                        problems.stream().mapToInt(SpecProblem::line).max().orElse(1))
                .length();
        for (SpecProblem problem : problems) {
            out.append('\n');
            headline(problem, Math.min(width, 40));
            if (!SpecProblems.isOverride(problem) && problem.line() <= lines.size()) {
                source(problem, Math.max(4, numbers));
            }
            Suggestion suggestion = problem.suggestion();
            if (suggestion != null) {
                out.append("     ")
                        .append(paint(CYAN, "help:"))
                        .append(' ')
                        .append(suggestion.text())
                        .append('\n');
            }
        }
        return out.toString();
    }

    private void header(List<SpecProblem> problems) {
        long errors =
                problems.stream().filter(p -> p.severity() == Severity.ERROR).count();
        String file = problems.stream()
                .filter(p -> !SpecProblems.isOverride(p))
                .map(SpecProblem::file)
                .findFirst()
                .orElse("the spec");
        if (errors > 0) {
            out.append(paint(RED, "error:"))
                    .append(' ')
                    .append(file)
                    .append(" has ")
                    .append(count(errors, "problem"));
            if (errors < problems.size()) {
                out.append(" and ").append(count(problems.size() - errors, "warning"));
            }
        } else {
            out.append(paint(YELLOW, "warning:"))
                    .append(' ')
                    .append(file)
                    .append(" has ")
                    .append(count(problems.size(), "warning"));
        }
        out.append('\n');
    }

    private static String count(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    private static String place(SpecProblem p) {
        return SpecProblems.isOverride(p) ? p.file() : p.file() + ":" + p.line() + ":" + p.column();
    }

    private void headline(SpecProblem p, int width) {
        String place = place(p);
        String path = path(p);
        String what = (p.severity() == Severity.WARNING ? "warning: " : "")
                + (path.isEmpty() ? "" : path + ": ")
                + p.detail();
        String line = "  " + place + " ".repeat(Math.max(0, width - place.length())) + "  " + what;
        int gap = Math.max(2, CODE_COLUMN - line.codePointCount(0, line.length()));
        out.append(line)
                .append(" ".repeat(gap))
                .append(paint(DIM, "[" + p.code() + "]"))
                .append('\n');
    }

    /** The path; that of the mapping where the message names the key itself. */
    private static String path(SpecProblem p) {
        boolean namesKey =
                p.code().equals(SpecCode.UNKNOWN_KEY.name()) || p.code().equals(SpecCode.RANGE_EMPTY.name());
        String path = p.path();
        if (!namesKey) {
            return path;
        }
        String last = p.pointer()
                .substring(p.pointer().lastIndexOf('/') + 1)
                .replace("~1", "/")
                .replace("~0", "~");
        String tail = SpecNode.shorten(last);
        String shorter = path.endsWith(tail) ? path.substring(0, path.length() - tail.length()) : path;
        return shorter.endsWith(".") ? shorter.substring(0, shorter.length() - 1) : shorter;
    }

    private void source(SpecProblem p, int numbers) {
        int[] line = characters(p.line());
        if (p.line() > 1) {
            int[] above = characters(p.line() - 1);
            if (indent(above) < indent(line) && above.length > 0 && above.length <= MAX_LINE) {
                sourceLine(p.line() - 1, above, 0, above.length, numbers);
            }
        }
        int from = Math.max(0, Math.min(p.column() - 1, line.length));
        int to = p.endLine() == p.line() ? Math.min(p.endColumn() - 1, line.length) : line.length;
        int start = line.length <= MAX_LINE ? 0 : Math.max(0, Math.min(from - 20, line.length - MAX_LINE));
        int end = Math.min(line.length, start + MAX_LINE);
        sourceLine(p.line(), line, start, end, numbers);
        int marks = Math.max(1, Math.min(to, end) - from);
        int shift = from - start + (start > 0 ? 1 : 0);
        out.append("  ")
                .append(" ".repeat(numbers))
                .append(" | ")
                .append(" ".repeat(shift))
                .append(paint(RED, "^".repeat(marks)))
                .append('\n');
    }

    private void sourceLine(int number, int[] line, int start, int end, int numbers) {
        String shown = new String(line, start, end - start);
        out.append("  ").append(String.format("%" + numbers + "d", number)).append(" | ");
        out.append(start > 0 ? "…" : "")
                .append(shown)
                .append(end < line.length ? "…" : "")
                .append('\n');
    }

    /** A line of the text with everything that would move the cursor as a space. */
    private int[] characters(int number) {
        return lines.get(number - 1)
                .codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .toArray();
    }

    private static int indent(int[] line) {
        int i = 0;
        while (i < line.length && line[i] == ' ') {
            i++;
        }
        return i;
    }

    private String paint(String style, String text) {
        return colour ? style + text + PLAIN : text;
    }
}
