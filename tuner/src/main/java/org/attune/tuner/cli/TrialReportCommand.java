package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial report [STUDY N] --step S name=value…}: exit 10 when the trial should stop. */
@Command
final class TrialReportCommand extends AttuneCommand {

    @Parameters(
            arity = "1..*",
            paramLabel = "WORD",
            description = "STUDY N name=value …; inside a trial name=value alone.")
    List<String> words = List.of();

    @Option(names = "--step", required = true, paramLabel = "S", description = "Step that the values belong to.")
    long step;

    @Override
    int run() {
        TrialAddress trial = TrialAddress.of(words, "report", this);
        if (trial.values().isEmpty()) {
            throw new CliFailure(ExitCode.USAGE, "there is no value to report; write name=value");
        }
        ObjectNode body = RestClient.JSON.createObjectNode();
        body.put("step", step);
        body.set("metrics", trial.values());
        JsonNode answer = trial.post("report", body);
        if (!answer.path("shouldStop").asBoolean(false)) {
            return ExitCode.OK;
        }
        say("stop: " + answer.path("stopReason").asText());
        return ExitCode.SHOULD_STOP;
    }
}
