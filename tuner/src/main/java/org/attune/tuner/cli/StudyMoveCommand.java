package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study pause|resume|stop|cancel NAME…}. */
@Command
final class StudyMoveCommand extends AttuneCommand {

    @Parameters(arity = "1..*", paramLabel = "STUDY")
    List<String> studies = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the study's log.")
    String reason = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    private final String verb;

    /** @param verb the API's: pause, resume, stop or cancel */
    StudyMoveCommand(String verb) {
        this.verb = verb;
    }

    @Override
    int run() {
        RestClient client = servers().require();
        if (verb.equals("cancel")) {
            Confirmation.ask(terminal(), yes, "cancel " + String.join(", ", studies) + ", ending what runs", "");
        }
        ObjectNode body = RestClient.JSON.createObjectNode();
        if (!reason.isEmpty()) {
            body.put("reason", reason);
        }
        for (String study : studies) {
            JsonNode now =
                    RestReader.named(client, study, () -> client.post(RestReader.path(study) + ":" + verb, body));
            say(terminal().errStyle().tick() + " " + study + " is "
                    + now.path("state").asText());
        }
        next((verb.equals("pause") ? "attune study resume " : "attune study show ") + studies.get(0));
        return ExitCode.OK;
    }
}
