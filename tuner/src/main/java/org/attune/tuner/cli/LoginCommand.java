package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune login URL}: keeps a server and its token as the current context. */
@Command
final class LoginCommand extends AttuneCommand {

    private static final int TOKEN_MAX = 4096;

    @Parameters(paramLabel = "URL", description = "Such as https://gpu-head:8080.")
    String url = "";

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the context (default: the server's host).")
    @Nullable
    String name;

    @Override
    int run() {
        if (!url.matches("https?://[^/]+/?")) {
            throw new CliFailure(
                    ExitCode.USAGE, url + " is no address of a server; write for example https://gpu-head:8080");
        }
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (caFile != null) {
            Trust.only(caFile);
        }
        String token = servers().token(tokenFile, this::typed);
        JsonNode me = new RestClient(base, token).get("me");
        String host = String.valueOf(URI.create(base).getHost());
        String context = name == null ? host : name;
        Contexts.read(terminal())
                .put(
                        context,
                        new Contexts.Context(
                                base,
                                token,
                                caFile == null ? "" : caFile.toAbsolutePath().toString()));
        say(terminal().errStyle().tick() + " context " + context + ": " + base + " as "
                + Columns.clean(me.path("name").asText()) + ", scope "
                + me.path("scope").asText());
        nextElsewhere("attune ps");
        return ExitCode.OK;
    }

    /** The token is never an argument, where others could see it. */
    private String typed() {
        if (terminal().errIsTty()) {
            terminal().err().print("Token: ");
            terminal().err().flush();
        }
        try {
            String line = new BufferedReader(new InputStreamReader(terminal().in(), StandardCharsets.UTF_8)).readLine();
            if (line == null || line.isBlank() || line.length() > TOKEN_MAX) {
                throw new CliFailure(
                        ExitCode.FORBIDDEN,
                        "no token was given\n  help: attune login " + url
                                + " --token-file FILE, or send it to standard input");
            }
            return line.strip();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FORBIDDEN, "the token cannot be read: " + e.getMessage());
        }
    }
}
