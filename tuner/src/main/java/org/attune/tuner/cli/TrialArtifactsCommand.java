package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune trial artifacts STUDY N}: the files that a trial keeps. */
@Command
final class TrialArtifactsCommand extends ReadingCommand {

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(index = "1", paramLabel = "N")
    int number;

    @Override
    int run() {
        RestClient client = servers().require();
        JsonNode body = RestReader.named(
                client, study, () -> client.get(RestReader.path(study) + "/trials/" + number + "/artifacts"));
        JsonNode files = body.path("artifacts");
        print(body, files, "path", () -> {
            Table table =
                    new Table().text("path", "PATH").number("bytes", "SIZE").text("updateTime", "CHANGED");
            for (JsonNode file : files) {
                table.row(List.of(
                        Cell.of(file.path("path")),
                        new Cell(
                                Sizes.text(file.path("bytes").asLong()),
                                file.path("bytes").asText()),
                        Cell.of(file.path("updateTime"))));
            }
            return table;
        });
        if (files.isEmpty() && form().equals("table")) {
            say("trial " + number + " keeps no files (its workers write them into $ATTUNE_ARTIFACT_DIR)");
        } else {
            next("attune trial cp " + study + " " + number + ":"
                    + files.path(0).path("path").asText() + " .");
        }
        return ExitCode.OK;
    }
}
