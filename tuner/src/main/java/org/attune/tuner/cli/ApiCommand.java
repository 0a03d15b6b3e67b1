package org.attune.tuner.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune api METHOD PATH}: any call of the REST API, with the token. */
@Command
final class ApiCommand extends AttuneCommand {

    private static final Set<String> METHODS = Set.of("GET", "POST", "PATCH", "DELETE");
    private static final int MAX_BODY = 4 << 20;

    @Parameters(index = "0", paramLabel = "METHOD")
    String method = "";

    @Parameters(index = "1", paramLabel = "PATH")
    String path = "";

    @Option(
            names = {"-d", "--body"},
            paramLabel = "BODY",
            description = "JSON, @FILE, or - for standard input.")
    @Nullable
    String body;

    @Option(names = "--accept", paramLabel = "TYPE", description = "Another content type of the answer.")
    String accept = "application/json";

    @Override
    int run() {
        String verb = method.toUpperCase(Locale.ROOT);
        if (!METHODS.contains(verb)) {
            throw new CliFailure(ExitCode.USAGE, method + " is not GET, POST, PATCH or DELETE");
        }
        String below = path.replaceFirst("^/?(api/v1/)?", "");
        byte[] answer = servers().require().raw(verb, below, body(), accept);
        terminal().out().write(answer, 0, answer.length);
        if (answer.length > 0 && answer[answer.length - 1] != '\n') {
            terminal().out().println();
        }
        terminal().out().flush();
        return ExitCode.OK;
    }

    private byte @Nullable [] body() {
        if (body == null) {
            return null;
        }
        try {
            if (body.equals("-")) {
                return System.in.readNBytes(MAX_BODY + 1);
            }
            return body.startsWith("@")
                    ? Files.readAllBytes(Path.of(body.substring(1)))
                    : body.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.USAGE, "the body cannot be read: " + e.getMessage());
        }
    }
}
