package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial retry STUDY N…}: trials that ended, once more with the same parameters. */
@Command
final class TrialRetryCommand extends AttuneCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "N")
    List<Integer> numbers = new ArrayList<>();

    @Option(names = "--failed", description = "All trials that failed.")
    boolean failed;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
    String reason = "";

    @Override
    int run() {
        if (numbers.isEmpty() != failed) {
            throw new CliFailure(ExitCode.USAGE, "name trials, or say --failed (one of them)");
        }
        RestClient client = servers().require();
        if (failed) {
            RestReader reader = new RestReader(client);
            StudyReader.all(
                            "trials",
                            0,
                            token -> reader.trials(study, Set.of("FAILED"), "number", StudyReader.PAGE, token))
                    .path("trials")
                    .forEach(trial -> numbers.add(trial.path("number").asInt()));
        }
        for (int number : numbers) {
            ObjectNode body = RestClient.JSON
                    .createObjectNode()
                    .put("requestId", UUID.randomUUID().toString());
            if (!reason.isEmpty()) {
                body.put("reason", reason);
            }
            JsonNode trial = RestReader.named(
                    client, study, () -> client.post(RestReader.path(study) + "/trials/" + number + ":retry", body));
            say(terminal().errStyle().tick() + " trial " + number + " again, as trial "
                    + trial.path("number").asInt());
        }
        return ExitCode.OK;
    }
}
