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

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--state", split = ",", paramLabel = "STATE", description = "Only trials in these states.")
    List<String> states = new ArrayList<>();

    @Option(names = "--sort", paramLabel = "BY", description = "number or objective (best first).")
    String sort = "number";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 0 for all.")
    int limit;

    @Override
    int run() {
        if (!sort.equals("number") && !sort.equals("objective")) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "--sort " + sort + " is not number or objective"
                            + Names.didYouMean(sort, List.of("number", "objective")));
        }
        if (limit < 0) {
            throw new CliFailure(ExitCode.USAGE, "--limit " + limit + " is below 0");
        }
        Set<String> wanted = StudyListCommand.upper("--state", states, STATES);
        try (StudyReader reader = reader()) {
            JsonNode of = reader.study(study, false);
            ObjectNode body = StudyReader.all("trials", limit, token -> {
                int size = limit > 0 ? Math.min(StudyReader.PAGE, limit) : StudyReader.PAGE;
                return reader.trials(study, wanted, sort, size, token);
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
