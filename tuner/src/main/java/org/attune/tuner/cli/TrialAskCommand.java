package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial ask STUDY}: takes trials of an external study. Exit 5 when the study has none left. */
@Command
final class TrialAskCommand extends AttuneCommand {

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--count", paramLabel = "K", description = "How many (default 1).")
    int count = 1;

    @Option(names = "--client", paramLabel = "ID", description = "The same id gets its open trials back.")
    String clientId = "";

    @Option(names = "--lease", paramLabel = "DURATION", description = "How long a trial is yours without a report (default 10m).")
    String lease = "10m";

    @Option(names = "--wait", paramLabel = "DURATION", description = "How long to wait for a trial (default 30s).")
    String wait = "30s";

    @Option(names = {"-o", "--output"}, paramLabel = "FORM", description = "json, env, flags or params.")
    String output = "json";

    @Override
    int run() {
        ObjectNode body = RestClient.JSON.createObjectNode();
        body.put("count", count);
        if (!clientId.isEmpty()) {
            body.put("clientId", clientId);
        }
        body.put("leaseSeconds", Durations.parse("--lease", lease).toSeconds());
        body.put("waitSeconds", Math.min(20, Durations.parse("--wait", wait).toSeconds()));
        body.put("requestId", UUID.randomUUID().toString());
        RestClient client = servers().require();
        new RestReader(client).study(study, false);
        JsonNode answer = client.post(RestReader.path(study) + "/trials:suggest", body);
        JsonNode trials = answer.path("trials");
        if (trials.isEmpty()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    "study " + study + " has no trial for you now; it is "
                            + answer.path("studyState").asText());
        }
        for (JsonNode trial : trials) {
            if (output.equals("json")) {
                terminal().out().println(trial);
            } else if (output.equals("env")) {
                terminal().out().print("TRIAL=" + trial.path("number").asText() + "\n"
                        + ParameterForms.write("env", trial.path("parameters")));
            } else if (ParameterForms.knows(output)) {
                terminal().out().print(ParameterForms.write(output, trial.path("parameters")));
            } else {
                throw new CliFailure(ExitCode.USAGE, "-o " + output + " is not json, env, flags or params");
            }
        }
        return ExitCode.OK;
    }
}
