package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.attune.runner.image.BuildContext;
import org.attune.tuner.spec.BuildSpec;
import org.attune.tuner.spec.TrialSpec;

/** Brings build contexts to the server, once for each content, and has the server build them. */
final class ImageUpload {

    private static final long POLL_NANOS = 100_000_000L;
    private static final int WIDTH = 110;

    private final RestClient client;
    private final Terminal terminal;
    private final boolean quiet;

    ImageUpload(RestClient client, Terminal terminal, boolean quiet) {
        this.client = client;
        this.terminal = terminal;
        this.quiet = quiet;
    }

    /**
     * Packs the context, sends it, and waits until its image is there.
     *
     * @param key where the build stands in the spec, for messages
     * @return the digest that the study is created with
     */
    String build(Path specFolder, String key, BuildSpec build) {
        Path folder = specFolder.resolve(build.context()).normalize();
        BuildContext.Packed packed;
        try {
            packed = BuildContext.pack(folder, build.dockerfile());
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.INVALID, key + ": " + e.getMessage());
        } catch (IOException e) {
            throw new CliFailure(ExitCode.INVALID, key + ": " + folder + " cannot be read: " + e.getMessage());
        }
        String blob = "blobs/" + packed.sha256();
        if (!client.exists(blob)) {
            client.put(blob, packed.bytes());
        }
        await(request(packed.sha256(), build), key, folder);
        return packed.sha256();
    }

    private static ObjectNode request(String digest, BuildSpec build) {
        ObjectNode request = RestClient.JSON.createObjectNode();
        request.put("context", digest).put("dockerfile", build.dockerfile());
        build.target().ifPresent(target -> request.put("target", target));
        ObjectNode args = request.putObject("args");
        build.args().forEach(args::put);
        request.put("network", build.network() == TrialSpec.Network.FULL ? "full" : "none");
        return request;
    }

    private void await(ObjectNode request, String key, Path folder) {
        long begun = System.nanoTime();
        int shown = 0;
        while (true) {
            JsonNode build = client.post("images:build", request);
            for (JsonNode line : build.path("lines")) {
                show(line.asText(), shown++ == 0, folder);
            }
            request.put("after", build.path("next").asInt());
            switch (build.path("state").asText()) {
                case "READY" -> {
                    if (shown > 0) {
                        long seconds = Math.round((System.nanoTime() - begun) / 1e9);
                        say(terminal.errStyle().tick() + " Built the image of " + key + " in " + seconds + " s");
                    }
                    return;
                }
                case "FAILED" ->
                    throw new CliFailure(
                            ExitCode.INVALID,
                            key + ": " + lines(build.path("error").asText()) + "\n  the context is " + folder);
                case "UNAVAILABLE" -> {
                    say("The server cannot build the image of " + key + " ("
                            + build.path("error").asText() + "); the nodes will.");
                    return;
                }
                default -> LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static String lines(String text) {
        return text.lines().map(Columns::clean).collect(Collectors.joining("\n    "));
    }

    private void show(String line, boolean first, Path folder) {
        if (first) {
            say("Building an image from " + folder + " ...");
        }
        if (!quiet && terminal.rewrites()) {
            String clean = Columns.clean(line);
            say("  " + terminal.errStyle().dim(clean.length() > WIDTH ? clean.substring(0, WIDTH) + "…" : clean));
        }
    }

    private void say(String line) {
        terminal.err().println(line);
        terminal.err().flush();
    }
}
