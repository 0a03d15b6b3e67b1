package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial stop|cancel STUDY N}. */
@Command
final class TrialEndCommand extends AttuneCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "N")
    int number;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the trial's log.")
    String reason = "";

    private final String verb;

    /** @param verb the API's: stop or cancel */
    TrialEndCommand(String verb) {
        this.verb = verb;
    }

    @Override
    int run() {
        RestClient client = servers().require();
        ObjectNode body = RestClient.JSON.createObjectNode();
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        JsonNode trial = RestReader.named(
                client, study, () -> client.post(RestReader.path(study) + "/trials/" + number + ":" + verb, body));
        say(terminal().errStyle().tick() + " " + study + " trial " + number + " is "
                + trial.path("state").asText());
        next("attune trial show " + study + " " + number);
        return ExitCode.OK;
    }
}
