package org.attune.tuner.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study delete NAME…}. */
@Command
final class StudyDeleteCommand extends AttuneCommand {

    @Parameters(arity = "1..*", paramLabel = "STUDY")
    List<String> studies = List.of();

    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
    boolean yes;

    @Override
    int run() {
        RestClient client = servers().require();
        for (String study : studies) {
            new RestReader(client).study(study, false);
        }
        Confirmation.ask(
                terminal(), yes, "delete " + String.join(", ", studies) + " with all results, logs and checkpoints");
        for (String study : studies) {
            client.delete(RestReader.path(study));
            say("deleted " + study);
        }
        return ExitCode.OK;
    }
}
