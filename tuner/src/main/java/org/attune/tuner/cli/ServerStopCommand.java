package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/** {@code attune server stop}: asks the data directory's server to end, and waits for it. */
@Command
final class ServerStopCommand extends AttuneCommand {

    private static final long SECONDS = 60;

    @Override
    int run() {
        String url = servers().owner();
        if (url == null) {
            say("no server runs on " + dataDirectory().root());
            return ExitCode.OK;
        }
        try {
            JsonNode node =
                    RestClient.JSON.readTree(Files.readAllBytes(dataDirectory().serverJson()));
            Optional<ProcessHandle> process = ProcessHandle.of(node.path("pid").asLong());
            if (process.isPresent()) {
                process.get().destroy();
                process.get().onExit().get(SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new CliFailure(
                    ExitCode.UNEXPECTED, dataDirectory().serverJson() + " cannot be read: " + e.getMessage());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new CliFailure(
                    ExitCode.TIMED_OUT, "the server at " + url + " has not ended within " + SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        } catch (java.util.concurrent.ExecutionException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, String.valueOf(e.getCause()));
        }
        say("stopped " + url);
        return ExitCode.OK;
    }
}
