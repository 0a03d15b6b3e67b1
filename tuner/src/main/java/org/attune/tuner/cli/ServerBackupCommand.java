package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune server backup [FILE]}: a copy of the store and the studies' files, while the server works on. */
@Command
final class ServerBackupCommand extends AttuneCommand {

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "Fetch it into this file, and keep none on the server.")
    @Nullable
    Path file;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Wait at most so long.")
    @Nullable
    String timeout;

    @Override
    int run() {
        if (file != null && Files.isDirectory(file)) {
            throw new CliFailure(ExitCode.USAGE, file + " is a directory; name a file in it");
        }
        long until = Durations.deadline("--timeout", timeout);
        RestClient client = servers().require();
        JsonNode operation = client.post("backups", RestClient.JSON.createObjectNode());
        String path = operation.path("name").asText();
        while (!operation.path("done").asBoolean()) {
            if (System.nanoTime() - until >= 0) {
                throw new CliFailure(
                        ExitCode.TIMED_OUT,
                        "the backup is still being made\n  help: attune api GET " + path + "  says how it stands");
            }
            operation = client.get(path + "?waitSeconds=" + (timeout == null ? 25 : 1));
        }
        if (operation.has("error")) {
            throw new CliFailure(
                    ExitCode.UNEXPECTED,
                    "no backup: " + operation.path("error").path("detail").asText());
        }
        String made = operation.path("result").asText();
        if (file == null) {
            terminal().out().println(made);
            say(terminal().errStyle().tick() + " the server keeps it in its data directory");
            nextElsewhere("attune server restore " + made + " --data NEW-DIRECTORY");
            return ExitCode.OK;
        }
        client.download(made, file);
        client.delete(made);
        say(terminal().errStyle().tick() + " " + file + " (" + size() + ")");
        nextElsewhere("attune server restore " + Shell.quote(file.toString()) + " --data NEW-DIRECTORY");
        return ExitCode.OK;
    }

    private String size() {
        try {
            return file == null ? "" : Sizes.text(Files.size(file));
        } catch (java.io.IOException e) {
            return "?";
        }
    }
}
