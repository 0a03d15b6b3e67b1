package org.attune.tuner.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Problems of specs as text for people and as JSON for programs. */
public final class SpecProblems {

    private SpecProblems() {}

    /** Whether any of them is an error. */
    public static boolean anyError(List<SpecProblem> problems) {
        return problems.stream().anyMatch(p -> p.severity() == Severity.ERROR);
    }

    /**
     * The problems with their lines, a mark under each place, and what to write instead; sorted by position. Empty for
     * no problems.
     *
     * @param text the spec
     * @param colour whether to colour it for a terminal
     */
    public static String render(List<SpecProblem> problems, String text, boolean colour) {
        return problems.isEmpty() ? "" : new CaretText(text, colour).render(sorted(problems));
    }

    /** By position; what comes from an override is last. */
    public static List<SpecProblem> sorted(List<SpecProblem> problems) {
        List<SpecProblem> list = new ArrayList<>(problems);
        list.sort(Comparator.comparing(SpecProblems::isOverride)
                .thenComparing(SpecProblem::file)
                .thenComparingInt(SpecProblem::line)
                .thenComparingInt(SpecProblem::column));
        return list;
    }

    static boolean isOverride(SpecProblem problem) {
        return problem.file().startsWith("--set ");
    }

    /** The problems as the array {@code errors} of a problem document. */
    public static ArrayNode toJson(List<SpecProblem> problems) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (SpecProblem p : problems) {
            ObjectNode node = out.addObject();
            node.put("pointer", p.pointer());
            node.put("code", p.code());
            node.put("severity", p.severity() == Severity.ERROR ? "error" : "warning");
            node.put("detail", p.detail());
            node.put("file", p.file());
            node.put("line", p.line());
            node.put("column", p.column());
            node.put("endLine", p.endLine());
            node.put("endColumn", p.endColumn());
            node.put("found", p.found());
            node.put("expected", p.expected());
            Suggestion suggestion = p.suggestion();
            if (suggestion != null) {
                ObjectNode s = node.putObject("suggestion").put("text", suggestion.text());
                if (suggestion.replacement() != null) {
                    s.put("replacement", suggestion.replacement());
                }
            }
        }
        return out;
    }

    /** Reads what {@link #toJson} wrote; members that are missing are empty, or the start of the text. */
    public static List<SpecProblem> fromJson(JsonNode errors) {
        List<SpecProblem> out = new ArrayList<>();
        for (JsonNode node : errors) {
            JsonNode s = node.path("suggestion");
            @Nullable
            String replacement =
                    s.hasNonNull("replacement") ? s.path("replacement").asText() : null;
            int line = Math.max(1, node.path("line").asInt(1));
            int column = Math.max(1, node.path("column").asInt(1));
            out.add(new SpecProblem(
                    node.path("pointer").asText("#"),
                    node.path("code").asText(""),
                    node.path("severity").asText("error").equals("warning") ? Severity.WARNING : Severity.ERROR,
                    node.path("detail").asText(""),
                    node.path("file").asText("spec"),
                    line,
                    column,
                    Math.max(line, node.path("endLine").asInt(line)),
                    Math.max(1, node.path("endColumn").asInt(column)),
                    node.path("found").asText(""),
                    node.path("expected").asText(""),
                    s.isObject() ? new Suggestion(s.path("text").asText(""), replacement) : null));
        }
        return out;
    }
}
