package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial add STUDY --set lr=0.01 [loss=0.3]}: a point to try, or one whose result is known. */
@Command
final class TrialAddCommand extends AttuneCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "METRIC=VALUE")
    Map<String, String> metrics = new LinkedHashMap<>();

    @Option(names = "--set", paramLabel = "NAME=VALUE", description = "The value of a parameter; one for each.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, for people.")
    String note = "";

    @Override
    int run() {
        ObjectNode body = RestClient.JSON
                .createObjectNode()
                .put("requestId", UUID.randomUUID().toString());
        ObjectNode point = body.putObject("parameters");
        parameters.forEach((name, value) -> point.set(name, GivenValue.of(value)));
        if (!metrics.isEmpty()) {
            ObjectNode known = body.putObject("metrics");
            metrics.forEach((name, value) -> known.set(name, GivenValue.of(value)));
        }
        if (!note.isEmpty()) {
            body.put("note", note);
        }
        RestClient client = servers().require();
        JsonNode trial = RestReader.named(client, study, () -> client.post(RestReader.path(study) + "/trials", body));
        int number = trial.path("number").asInt();
        say(terminal().errStyle().tick() + " " + study + " has trial " + number + ", which is "
                + trial.path("state").asText());
        next("attune trial show " + study + " " + number);
        return ExitCode.OK;
    }
}
