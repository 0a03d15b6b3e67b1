package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial list STUDY}. */
@Command
final class TrialListCommand extends ReadingCommand {

    private static final List<String> STATES = List.of(
            "QUEUED",
            "PLACING",
            "STARTING",
            "RUNNING",
            "PAUSED",
            "STOPPING",
            "SUCCEEDED",
            "PRUNED",
            "FAILED",
            "INFEASIBLE",
            "CANCELLED");

    private static final Set<String> PLAIN = Set.of("number", "objective");

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--state", split = ",", paramLabel = "STATE", description = "Only trials in these states.")
    List<String> states = new ArrayList<>();

    @Option(
            names = "--sort",
            paramLabel = "BY",
            description = "number, objective (best first), or a field such as 'params.lr desc'.")
    String sort = "number";

    @Option(names = "--filter", paramLabel = "EXPR", description = "Only these: metrics.loss<0.1 AND params.lr>=1e-3")
    String filter = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 0 for all.")
    int limit;

    @Override
    int run() {
        if (limit < 0) {
            throw new CliFailure(ExitCode.USAGE, "--limit " + limit + " is below 0");
        }
        Set<String> wanted = StudyListCommand.upper("--state", states, STATES);
        try (StudyReader reader = reader()) {
            JsonNode of = reader.study(study, false);
            ObjectNode body = StudyReader.all("trials", limit, token -> {
                int size = limit > 0 ? Math.min(StudyReader.PAGE, limit) : StudyReader.PAGE;
                return filter.isBlank() && PLAIN.contains(sort)
                        ? reader.trials(study, wanted, sort, size, token)
                        : reader.chosen(study, wanted, filter, sort, size, token);
            });
            JsonNode trials = body.path("trials");
            List<JsonNode> rows = new ArrayList<>();
            trials.forEach(rows::add);
            print(
                    body,
                    trials,
                    "number",
                    () -> StudyTables.trials(
                            rows,
                            StudyTables.metric(of),
                            of.path("best").path("trial").asInt(0),
                            terminal().outStyle(),
                            wide()));
            if (rows.isEmpty() && form().equals("table")) {
                say(study + " has no such trial" + (wanted.isEmpty() ? " yet" : ""));
            }
        }
        return ExitCode.OK;
    }
}
