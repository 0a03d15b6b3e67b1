package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code attune completion-names studies|nodes}: names for the completion of a shell. Says nothing when it would take
 * long; what it found is good for half a minute.
 */
@Command
final class NamesCommand extends AttuneCommand {

    private static final long GOOD_MILLIS = 30_000;
    private static final long PATIENCE_MILLIS = 300;

    @Parameters(paramLabel = "WHAT")
    String what = "studies";

    @Override
    int run() {
        if (!what.equals("studies") && !what.equals("nodes")) {
            throw new CliFailure(ExitCode.USAGE, what + " is neither studies nor nodes");
        }
        Path kept = cache();
        List<String> names = fresh(kept);
        if (names == null) {
            CompletableFuture<List<String>> asked = new CompletableFuture<>();
            Thread asking = new Thread(
                    () -> {
                        try {
                            asked.complete(ask());
                        } catch (RuntimeException e) {
                            asked.complete(List.of());
                        }
                    },
                    "attune-names");
            asking.setDaemon(true);
            asking.start();
            try {
                names = asked.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                keep(kept, names);
            } catch (TimeoutException | ExecutionException e) {
                names = List.of();
            } catch (InterruptedException e) {
                return ExitCode.INTERRUPTED;
            }
        }
        names.forEach(terminal().out()::println);
        return ExitCode.OK;
    }

    private List<String> ask() {
        RestClient client = servers().find();
        List<String> names = new ArrayList<>();
        if (client != null) {
            JsonNode body = client.get(what.equals("nodes") ? "nodes" : "studies?pageSize=200");
            for (JsonNode each : body.path(what)) {
                names.add(each.path(what.equals("nodes") ? "name" : "studyId").asText());
            }
        }
        return names;
    }

    private Path cache() {
        String xdg = terminal().env("XDG_CACHE_HOME");
        String home = terminal().env("HOME");
        Path base = xdg.isEmpty()
                ? Path.of(home.isEmpty() ? System.getProperty("java.io.tmpdir", "/tmp") : home, ".cache")
                : Path.of(xdg);
        return base.resolve("attune").resolve("names-" + what);
    }

    private static @org.jspecify.annotations.Nullable List<String> fresh(Path kept) {
        try {
            long age =
                    System.currentTimeMillis() - Files.getLastModifiedTime(kept).toMillis();
            return age >= 0 && age < GOOD_MILLIS ? Files.readAllLines(kept) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static void keep(Path kept, List<String> names) {
        try {
            Files.createDirectories(kept.getParent());
            Files.write(kept, names);
        } catch (IOException e) {
            // the next completion asks again
        }
    }
}
