package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study update NAME}: changes the spec of a living study. */
@Command
final class StudyUpdateCommand extends AttuneCommand {

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(names = "--max-trials", paramLabel = "N", description = "A larger or smaller budget.")
    @Nullable
    Integer maxTrials;

    @Option(names = "--parallelism", paramLabel = "N", description = "Trials at once, or auto.")
    @Nullable
    String parallelism;

    @Option(names = "--priority", paramLabel = "N", description = "Before studies of lower priority.")
    @Nullable
    Integer priority;

    @Option(names = "--description", paramLabel = "TEXT", description = "Another description.")
    @Nullable
    String description;

    @Option(names = "--label", paramLabel = "K=V", description = "A label; may be repeated, K=null takes one away.")
    Map<String, String> labels = new LinkedHashMap<>();

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Another value, such as stopWhen.duration=2h.")
    Map<String, String> sets = new LinkedHashMap<>();

    @Override
    int run() {
        ObjectNode patch = RestClient.JSON.createObjectNode();
        GivenValue.put(patch, sets);
        if (maxTrials != null) {
            patch.put("maxTrials", maxTrials);
        }
        if (parallelism != null) {
            patch.set("parallelism", GivenValue.of(parallelism));
        }
        if (priority != null) {
            patch.put("priority", priority);
        }
        if (description != null) {
            patch.put("description", description);
        }
        if (!labels.isEmpty()) {
            ObjectNode into = patch.putObject("labels");
            labels.forEach((key, value) -> {
                if (value.equals("null")) {
                    into.putNull(key);
                } else {
                    into.put(key, value);
                }
            });
        }
        if (patch.isEmpty()) {
            throw new CliFailure(
                    ExitCode.USAGE, "nothing to change\n  help: attune study update " + study + " --max-trials 200");
        }
        RestClient client = servers().require();
        JsonNode now = RestReader.named(client, study, () -> client.patch(RestReader.path(study), patch));
        say(terminal().errStyle().tick() + " " + study + " has changed and is "
                + now.path("state").asText());
        next("attune study show " + study);
        return ExitCode.OK;
    }
}
