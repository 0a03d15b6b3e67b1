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

    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
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
            Confirmation.ask(terminal(), yes, "cancel " + String.join(", ", studies));
        }
        for (String study : studies) {
            new RestReader(client).study(study, false);
            ObjectNode body = RestClient.JSON.createObjectNode();
            if (!reason.isEmpty()) {
                body.put("reason", reason);
            }
            JsonNode now = client.post(RestReader.path(study) + ":" + verb, body);
            say(study + " is " + now.path("state").asText());
        }
        return ExitCode.OK;
    }
}
