package org.attune.tuner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune study export NAME}: all trials by the column. */
@Command
final class StudyExportCommand extends AttuneCommand {

    @Parameters(paramLabel = "STUDY")
    String study = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "csv, ndjson or json.")
    String output = "csv";

    @Option(names = "--fields", paramLabel = "A,B", description = "Only these, such as number,objective,params.lr.")
    @Nullable
    String fields;

    @Option(
            names = "--filter",
            paramLabel = "EXPR",
            description = "Only these trials: state=SUCCEEDED AND params.lr<0.1")
    @Nullable
    String filter;

    @Option(names = "--to", paramLabel = "FILE", description = "Into a file.")
    @Nullable
    Path to;

    @Override
    int run() {
        String accept = switch (output) {
            case "csv" -> "text/csv";
            case "ndjson" -> "application/x-ndjson";
            case "json" -> "application/json";
            default -> throw new CliFailure(ExitCode.USAGE, "-o " + output + " is not csv, ndjson or json");
        };
        String query = (fields == null ? "" : "&fields=" + RestClient.encode(fields))
                + (filter == null ? "" : "&filter=" + RestClient.encode(filter));
        RestClient client = servers().require();
        byte[] bytes = RestReader.named(
                client,
                study,
                () -> client.getBytes(RestReader.path(study) + "/trials:columns" + query.replaceFirst("&", "?"), accept)
                        .body());
        if (to == null) {
            terminal().out().write(bytes, 0, bytes.length);
            terminal().out().flush();
            return ExitCode.OK;
        }
        try {
            Files.write(to, bytes);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, to + " cannot be written: " + e.getMessage());
        }
        say(terminal().errStyle().tick() + " wrote " + to);
        return ExitCode.OK;
    }
}
