package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study clone NAME NEW}: another study with the same spec and files. */
@Command
final class StudyCloneCommand extends AttuneCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "NEW")
    String name = "";

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Another value; may be repeated.")
    Map<String, String> sets = new LinkedHashMap<>();

    @Option(names = "--warm-start", description = "Read the results of the first as prior knowledge.")
    boolean warmStart;

    @Option(names = "--paused", description = "It waits to be resumed.")
    boolean paused;

    @Override
    int run() {
        ObjectNode body = RestClient.JSON
                .createObjectNode()
                .put("studyId", name)
                .put("warmStart", warmStart)
                .put("startPaused", paused)
                .put("requestId", UUID.randomUUID().toString());
        GivenValue.put(body.putObject("overrides"), sets);
        RestClient client = servers().require();
        RestReader.named(client, study, () -> client.post(RestReader.path(study) + ":clone", body));
        say(terminal().errStyle().tick() + " created study " + name + " like " + study);
        next("attune study wait " + name, "attune study show " + name);
        return ExitCode.OK;
    }
}
