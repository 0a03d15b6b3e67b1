package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune study show NAME}. */
@Command
final class StudyShowCommand extends ReadingCommand {

    private static final int FRONT_MAX = 1_000;
    private static final int FRONT_SHOWN = 20;
    /** Of so many trials it is told who proposed them. */
    private static final int TOLD_MAX = 10_000;

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Override
    int run() {
        try (StudyReader reader = reader()) {
            boolean people = form().equals("table") || form().equals("wide");
            JsonNode body = reader.study(study, !people);
            if (people) {
                people(body);
                if (body.path("objectives").size() > 1) {
                    front(reader.best(study, FRONT_MAX).path("trials"));
                }
                proposers(reader, body);
                next("attune trial list " + study, "attune best " + study);
            } else {
                print(body, List.of(body), "studyId", () -> StudyTables.studies(List.of(body), Style.PLAIN, true));
            }
        }
        return ExitCode.OK;
    }

    /** Which models and other sources proposed the trials, where there were several. */
    private void proposers(StudyReader reader, JsonNode body) {
        boolean maximize = body.path("objectives").path(0).path("goal").asText().equals("MAXIMIZE");
        Proposers proposers = new Proposers(StudyTables.metric(body), maximize);
        StudyReader.all("trials", TOLD_MAX, token -> reader.trials(study, Set.of(), "number", StudyReader.PAGE, token))
                .path("trials")
                .forEach(proposers::add);
        if (proposers.several()) {
            int width = terminal().outIsTty() ? terminal().width() - 2 : 0;
            for (String line : proposers
                    .table(terminal().outStyle())
                    .lines(true, terminal().outStyle(), width)) {
                terminal().out().println("  " + line);
            }
        }
    }

    private void people(JsonNode body) {
        PrintStream out = terminal().out();
        Style style = terminal().outStyle();
        JsonNode counts = body.path("trials");
        String reason = Columns.clean(body.path("reason").asText());
        out.println(style.bold(body.path("studyId").asText()) + "  "
                + style.state(body.path("state").asText())
                + (reason.isEmpty() ? "" : "  " + reason));
        if (!body.path("description").asText().isEmpty()) {
            out.println("  " + Columns.clean(body.path("description").asText()));
        }
        for (JsonNode objective : body.path("objectives")) {
            out.println("  " + objective.path("goal").asText().toLowerCase(Locale.ROOT) + " "
                    + Columns.clean(objective.path("metric").asText())
                    + (objective.hasNonNull("target") ? ", target " + Numbers.of(objective.path("target")) : ""));
        }
        int width = terminal().outIsTty() ? terminal().width() - 2 : 0;
        out.println("  " + Progress.line(body, style, width, 0, StudyTables.ended(counts)));
        JsonNode best = body.path("best");
        if (best.path("parameters").size() > 0) {
            out.println("  " + ParameterForms.line(best.path("parameters")));
        }
        out.println(style.dim("  created " + body.path("createTime").asText()
                + (body.hasNonNull("endTime")
                        ? ", ended " + body.path("endTime").asText()
                        : "") + ", uid "
                + body.path("uid").asText()));
    }

    private void front(JsonNode trials) {
        List<String> numbers = new ArrayList<>();
        for (JsonNode trial : trials) {
            if (numbers.size() < FRONT_SHOWN) {
                numbers.add("#" + trial.path("number").asText());
            }
        }
        String size = trials.size() + (trials.size() == 1 ? " trial: " : " trials: ");
        terminal()
                .out()
                .println("  Pareto front: "
                        + (numbers.isEmpty() ? "no trial yet" : size + String.join(" ", numbers))
                        + (trials.size() > numbers.size() ? " …" : ""));
    }
}
