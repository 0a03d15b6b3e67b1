package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune study list}. */
@Command
class StudyListCommand extends ReadingCommand {

    @Option(names = "--state", split = ",", paramLabel = "STATE", description = "Only studies in these states.")
    List<String> states = new ArrayList<>();

    @Override
    int run() {
        show(states);
        return ExitCode.OK;
    }

    final void show(List<String> wanted) {
        try (StudyReader reader = reader()) {
            Set<String> only = checked(wanted);
            JsonNode body = StudyReader.all("studies", 0, token -> reader.studies(only, token));
            JsonNode studies = body.path("studies");
            print(
                    body,
                    studies,
                    "studyId",
                    () -> StudyTables.studies(studies, terminal().outStyle(), wide()));
            if (studies.isEmpty() && form().equals("table")) {
                say(only.isEmpty() ? "no study yet" : "no study is " + String.join(" or ", only));
                next("attune run examples/digits/study.yaml");
            }
        }
    }

    private static Set<String> checked(List<String> states) {
        List<String> known = List.of("ACTIVE", "PAUSED", "STOPPING", "SUCCEEDED", "FAILED", "CANCELLED");
        return upper("--state", states, known);
    }

    /** State names in upper case; fails on one that is not known. */
    static Set<String> upper(String option, List<String> states, List<String> known) {
        Set<String> upper = new LinkedHashSet<>();
        for (String state : states) {
            String name = state.toUpperCase(Locale.ROOT);
            if (!known.contains(name)) {
                throw new CliFailure(
                        ExitCode.USAGE,
                        option + " " + state + " is not a state; there are " + String.join(", ", known)
                                + Names.didYouMean(name, known));
            }
            upper.add(name);
        }
        return upper;
    }
}
