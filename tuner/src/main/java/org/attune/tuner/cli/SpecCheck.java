package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.spec.Severity;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.SpecProblems;

/** Asks a server what only it knows of a spec: whether its gangs fit the nodes. */
final class SpecCheck {

    private SpecCheck() {}

    /**
     * The server's problems, at the places of the text that was sent.
     *
     * @param text what would be submitted
     * @param file what messages call it
     */
    static List<SpecProblem> onServer(RestClient client, String text, String file) {
        JsonNode answer = client.postText("studies:validate?checks=cluster", text);
        List<SpecProblem> problems = new ArrayList<>();
        for (String severity : List.of("errors", "warnings")) {
            for (SpecProblem problem : SpecProblems.fromJson(answer.path(severity))) {
                problems.add(new SpecProblem(
                        problem.pointer(),
                        problem.code(),
                        severity.equals("errors") ? Severity.ERROR : Severity.WARNING,
                        problem.detail() + " (server check)",
                        file,
                        problem.line(),
                        problem.column(),
                        problem.endLine(),
                        problem.endColumn(),
                        problem.found(),
                        problem.expected(),
                        problem.suggestion()));
            }
        }
        return problems;
    }
}
