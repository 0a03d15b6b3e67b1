package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.spec.Severity;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.SpecProblems;
import org.attune.tuner.spec.StudySpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune validate FILE}. */
@Command
final class ValidateCommand extends AttuneCommand {

    @Parameters(paramLabel = "FILE", description = "The spec, or - for standard input.")
    String file = "-";

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Override one value by its path.")
    List<String> sets = new ArrayList<>();

    @Option(
            names = "--preflight",
            description = "Also run one trial for some seconds on this machine, and say what is missing.")
    boolean preflight;

    @Option(names = "--offline", description = "Only what can be checked without a server.")
    boolean offline;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json.")
    String output = "text";

    @Override
    int run() {
        if (!output.equals("text") && !output.equals("json")) {
            throw new CliFailure(ExitCode.USAGE, "-o " + output + " is not text or json");
        }
        SpecText text = SpecText.read(file, terminal());
        List<SpecProblem> here = new ArrayList<>();
        List<SpecProblem> there = List.of();
        StudySpec spec = text.check(sets, here);
        if (spec != null && !SpecProblems.anyError(here) && !offline) {
            String submitted = text.submitted(spec, sets);
            there = onServer(submitted, text.file(), here);
            if (output.equals("text")) {
                SpecText.print(there, submitted, terminal());
            }
        }
        boolean bad = spec == null || SpecProblems.anyError(here) || SpecProblems.anyError(there);
        if (output.equals("json")) {
            List<SpecProblem> all = new ArrayList<>(here);
            all.addAll(there);
            json(all, bad);
        } else {
            SpecText.print(here, text.text(), terminal());
        }
        if (spec != null && !bad && output.equals("text")) {
            say(terminal().errStyle().tick() + " " + text.file() + " is valid: " + PlanText.of(spec));
        }
        if (preflight && !bad && !new Preflight(this, text, sets).run()) {
            return ExitCode.STUDY_FAILED;
        }
        return bad ? ExitCode.INVALID : ExitCode.OK;
    }

    /** What only a server knows; nothing where none can be asked, for the check without one always works. */
    private List<SpecProblem> onServer(String submitted, String name, List<SpecProblem> known) {
        RestClient client = servers().find();
        if (client == null) {
            return List.of();
        }
        try {
            List<SpecProblem> fresh = new ArrayList<>(SpecCheck.onServer(client, submitted, name));
            fresh.removeIf(problem -> known.stream()
                    .anyMatch(other -> other.code().equals(problem.code())
                            && other.pointer().equals(problem.pointer())));
            return fresh;
        } catch (CliFailure failure) {
            if (failure.exitCode() != ExitCode.UNREACHABLE) {
                throw failure;
            }
            say("not checked against the nodes: " + failure.text());
            return List.of();
        }
    }

    private void json(List<SpecProblem> problems, boolean bad) {
        ObjectNode body = RestClient.JSON.createObjectNode();
        body.put("valid", !bad);
        for (Severity severity : Severity.values()) {
            body.set(
                    severity == Severity.ERROR ? "errors" : "warnings",
                    SpecProblems.toJson(problems.stream()
                            .filter(p -> p.severity() == severity)
                            .toList()));
        }
        terminal().out().println(ReadingCommand.pretty(body));
    }
}
