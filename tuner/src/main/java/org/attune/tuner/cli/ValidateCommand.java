package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.attune.tuner.spec.Availability;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.SpecResult;
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

    @Option(names = "--offline", description = "Only what can be checked without a server.")
    boolean offline;

    @Option(names = {"-o", "--output"}, paramLabel = "FORM", description = "text or json.")
    String output = "text";

    @Override
    int run() {
        SpecText spec = SpecText.read(file, terminal());
        SpecResult result = spec.check(sets);
        List<SpecProblem> problems = new ArrayList<>(result.all());
        if (result instanceof SpecResult.Valid valid) {
            problems.addAll(Availability.check(valid.spec(), spec.text(), spec.file()));
        }
        boolean bad = SpecText.anyError(problems);
        if (output.equals("json")) {
            ObjectNode body = RestClient.JSON.createObjectNode();
            body.put("valid", !bad);
            ArrayNode errors = body.putArray("errors");
            problems.forEach(problem -> errors.add((JsonNode) RestClient.JSON.valueToTree(problem)));
            terminal().out().println(ReadingCommand.pretty(body));
            return bad ? ExitCode.INVALID : ExitCode.OK;
        }
        if (!problems.isEmpty()) {
            spec.print(problems, terminal());
        }
        if (bad) {
            return ExitCode.INVALID;
        }
        int serverCode = offline || !sets.isEmpty() ? ExitCode.OK : onServer(spec);
        if (serverCode == ExitCode.OK && result instanceof SpecResult.Valid valid) {
            say(terminal().errStyle().tick() + " " + spec.file() + " is valid: " + PlanText.of(valid.spec()));
        }
        return serverCode;
    }

    /** What only a server knows: whether the gang fits its nodes. */
    private int onServer(SpecText spec) {
        RestClient client = servers().find();
        if (client == null) {
            return ExitCode.OK;
        }
        JsonNode answer = client.postText("studies:validate?checks=cluster", spec.text());
        for (JsonNode error : answer.path("errors")) {
            say("error: " + error.path("detail").asText() + "  [" + error.path("code").asText() + "]  (server check)");
        }
        return answer.path("valid").asBoolean(false) ? ExitCode.OK : ExitCode.INVALID;
    }
}
