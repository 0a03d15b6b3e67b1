package org.attune.tuner.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study delete NAME…}. */
@Command
final class StudyDeleteCommand extends AttuneCommand {

    @Parameters(arity = "1..*", paramLabel = "STUDY")
    List<String> studies = List.of();

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    boolean yes;

    @Option(
            names = "--confirm",
            paramLabel = "NAME",
            description = "The name once more, instead of being asked for it.")
    @Nullable
    String confirm;

    @Override
    int run() {
        if (confirm != null && !(studies.size() == 1 && studies.get(0).equals(confirm))) {
            throw new CliFailure(ExitCode.USAGE, "--confirm " + confirm + " is not the study that would be deleted");
        }
        RestClient client = servers().require();
        for (String study : studies) {
            new RestReader(client).study(study, false);
        }
        for (String study : studies) {
            Confirmation.ask(
                    terminal(),
                    yes || confirm != null,
                    "delete " + study + " with all results, logs and checkpoints",
                    study);
            RestReader.named(client, study, () -> {
                client.delete(RestReader.path(study));
                return study;
            });
            say(terminal().errStyle().tick() + " deleted " + study);
        }
        return ExitCode.OK;
    }
}
