package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune trial tell STUDY N name=value…}: ends an external trial. */
@Command
final class TrialTellCommand extends AttuneCommand {

    @Parameters(arity = "1..*", paramLabel = "WORD", description = "STUDY N name=value …")
    List<String> words = List.of();

    @Option(names = "--failed", paramLabel = "REASON", description = "It failed.")
    @Nullable
    String failed;

    @Option(names = "--infeasible", paramLabel = "REASON", description = "This point cannot be evaluated.")
    @Nullable
    String infeasible;

    @Option(names = "--pruned", description = "It was stopped early; its reports count.")
    boolean pruned;

    @Override
    int run() {
        int ends = (failed == null ? 0 : 1) + (infeasible == null ? 0 : 1) + (pruned ? 1 : 0);
        if (ends > 1) {
            throw new CliFailure(ExitCode.USAGE, "--failed, --infeasible and --pruned exclude each other");
        }
        TrialAddress trial = TrialAddress.of(words, "tell", this);
        ObjectNode body = RestClient.JSON.createObjectNode();
        if (!trial.values().isEmpty()) {
            body.set("metrics", trial.values());
        }
        if (failed != null) {
            body.put("state", "FAILED").put("reason", failed);
        } else if (infeasible != null) {
            body.put("state", "INFEASIBLE").put("reason", infeasible);
        } else if (pruned) {
            body.put("state", "PRUNED");
        }
        JsonNode answer = trial.post("complete", body);
        say(terminal().errStyle().tick() + " " + trial.study() + " trial " + trial.trial() + " is "
                + answer.path("state").asText());
        return ExitCode.OK;
    }
}
