package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune best STUDY}: the best trials, or the best one's parameters ready to paste. */
@Command
final class BestCommand extends ReadingCommand {

    private static final int MOST = 1_000;

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "How many (default 1; with several objectives the whole Pareto front).")
    int count;

    @Override
    List<String> forms() {
        return ParameterForms.added(super.forms());
    }

    @Override
    int run() {
        if (count < 0 || count > MOST) {
            throw new CliFailure(ExitCode.USAGE, "--count " + count + " is not from 1 to " + MOST);
        }
        try (StudyReader reader = reader()) {
            JsonNode of = reader.study(study, false);
            boolean front = of.path("objectives").size() > 1;
            JsonNode body = reader.best(study, count > 0 ? count : front ? MOST : 1);
            JsonNode trials = body.path("trials");
            if (trials.isEmpty()) {
                throw new CliFailure(
                        ExitCode.NOT_FOUND,
                        "no trial of " + study + " has ended well yet\n  help: attune trial list " + study);
            }
            if (ParameterForms.knows(form())) {
                for (JsonNode trial : trials) {
                    terminal().out().print(ParameterForms.write(form(), trial.path("parameters")));
                }
                return ExitCode.OK;
            }
            List<JsonNode> rows = new ArrayList<>();
            trials.forEach(rows::add);
            print(
                    body,
                    trials,
                    "name",
                    () -> StudyTables.trials(
                            rows,
                            StudyTables.metrics(of),
                            front ? 0 : rows.get(0).path("number").asInt(),
                            terminal().outStyle(),
                            wide()));
            if (form().equals("table")) {
                next(
                        "attune best " + study + " -o flags",
                        "attune trial show " + study + " "
                                + rows.get(0).path("number").asText());
            }
        }
        return ExitCode.OK;
    }
}
