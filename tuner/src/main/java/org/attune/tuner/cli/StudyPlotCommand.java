package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study plot STUDY KIND}: a plot in the terminal, or as SVG. */
@Command
final class StudyPlotCommand extends AttuneCommand {

    /** Kind to the names of its columns: x, points, line; an empty name for none. */
    private static final Map<String, List<String>> KINDS = Map.of(
            "history", List.of("number", "value", "best"),
            "edf", List.of("value", "", "share"),
            "hypervolume", List.of("ended", "", "volume"));

    @Parameters(index = "0", paramLabel = "STUDY")
    String study = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "KIND",
            description = "history (default), edf or hypervolume.")
    String kind = "history";

    @Option(names = "--to", paramLabel = "FILE", description = "As SVG into a file.")
    @Nullable
    Path to;

    @Option(names = "--height", paramLabel = "LINES", description = "Height in the terminal (default 16).")
    int height = 16;

    @Override
    int run() {
        List<String> columns = KINDS.get(kind);
        if (columns == null) {
            List<String> kinds = KINDS.keySet().stream().sorted().toList();
            throw new CliFailure(
                    ExitCode.USAGE,
                    "there is no plot " + Columns.clean(kind) + Names.didYouMean(kind, kinds) + "\n  help: there are "
                            + String.join(", ", kinds));
        }
        if (height < 4 || height > 200) {
            throw new CliFailure(ExitCode.USAGE, "--height " + height + " is not from 4 to 200");
        }
        RestClient client = servers().require();
        JsonNode body = RestReader.named(client, study, () -> client.get(RestReader.path(study) + "/analysis/" + kind));
        Plot plot = new Plot(
                study + ": " + kind
                        + (body.has("metric") ? " of " + body.path("metric").asText() : ""),
                Plot.numbers(body.path(columns.get(0))),
                Plot.numbers(body.path(columns.get(1))),
                Plot.numbers(body.path(columns.get(2))));
        if (plot.isEmpty()) {
            throw new CliFailure(ExitCode.NOT_FOUND, "no trial of " + study + " has ended with a value yet");
        }
        if (to != null) {
            try {
                Files.writeString(to, plot.svg(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new CliFailure(ExitCode.UNEXPECTED, to + " cannot be written: " + e.getMessage());
            }
            say(terminal().errStyle().tick() + " wrote " + to);
            return ExitCode.OK;
        }
        plot.lines(terminal().width(), height, terminal().outStyle())
                .forEach(terminal().out()::println);
        return ExitCode.OK;
    }
}
