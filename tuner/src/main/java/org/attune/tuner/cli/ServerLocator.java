package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.attune.tuner.config.DataDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Finds the server that a command means: {@code --server}, then {@code ATTUNE_SERVER}, then the current context unless
 * {@code --data} is named, then the one that owns the data directory. And its token: {@code --token-file}, {@code ATTUNE_TOKEN_FILE}, {@code ATTUNE_TOKEN}, then the directory's
 * admin token.
 */
final class ServerLocator {

    private static final int TOKEN_MAX = 4096;

    private final Terminal terminal;
    private final DataDirectory directory;
    private final @Nullable String server;
    private final @Nullable Path tokenFile;
    private final @Nullable Path caFile;
    private final boolean ownDirectory;

    /**
     * @param ownDirectory whether the data directory was named: then the current context does not count
     * @param caFile certificates to trust; null for those of the context or the system
     */
    ServerLocator(
            Terminal terminal,
            DataDirectory directory,
            boolean ownDirectory,
            @Nullable String server,
            @Nullable Path tokenFile,
            @Nullable Path caFile) {
        this.ownDirectory = ownDirectory;
        this.caFile = caFile;
        this.terminal = terminal;
        this.directory = directory;
        this.server = server;
        this.tokenFile = tokenFile;
    }

    /** The server, or null when none was named and none owns the data directory. */
    @Nullable
    RestClient find() {
        Contexts.Context context = context();
        String ca = caFile != null
                ? caFile.toString()
                : terminal.env("ATTUNE_CA_FILE").isEmpty() && context != null
                        ? context.caFile()
                        : terminal.env("ATTUNE_CA_FILE");
        if (!ca.isEmpty()) {
            Trust.only(Path.of(ca));
        }
        String url = named();
        if (url == null && context != null) {
            String own = givenToken();
            return new RestClient(trimmed(context.server()), own != null ? own : orNull(context.token()));
        }
        if (url == null) {
            url = owner();
        }
        return url == null ? null : new RestClient(url, token());
    }

    /** The current context; null when a server or a data directory was named, or there is none. */
    private Contexts.@Nullable Context context() {
        return server != null || ownDirectory || !terminal.env("ATTUNE_SERVER").isEmpty()
                ? null
                : Contexts.read(terminal).chosen();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The server; fails when there is none. */
    RestClient require() {
        RestClient client = find();
        if (client == null) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "no server is running on " + directory.root()
                            + "\n  help: start one with  attune server start --data "
                            + Shell.quote(directory.root().toString()) + ", or name one with --server URL");
        }
        return client;
    }

    /** The server that the person named, or null. */
    @Nullable
    String named() {
        if (server != null) {
            return trimmed(server);
        }
        String variable = terminal.env("ATTUNE_SERVER");
        return variable.isEmpty() ? null : trimmed(variable);
    }

    /** URL of the server that owns the data directory, or null. A file left behind by a killed one is not believed. */
    @Nullable
    String owner() {
        try {
            JsonNode node = RestClient.JSON.readTree(Files.readAllBytes(directory.serverJson()));
            String url = node.path("url").asText("");
            long pid = node.path("pid").asLong(0);
            boolean alive = pid > 0 && Files.exists(Path.of("/proc/" + pid));
            return url.isEmpty() || !alive || !directory.isLocked() ? null : trimmed(url);
        } catch (IOException e) {
            return null;
        }
    }

    /** The token of a file, or what is typed; {@code -} is standard input. */
    String token(@Nullable Path file, Supplier<String> typed) {
        return file == null || file.toString().equals("-") ? typed.get() : read(file);
    }

    /** The token to send, or null when none is known. */
    @Nullable
    String token() {
        String given = givenToken();
        if (given != null) {
            return given;
        }
        return Files.isReadable(directory.adminToken()) ? read(directory.adminToken()) : null;
    }

    private @Nullable String givenToken() {
        if (tokenFile != null) {
            return read(tokenFile);
        }
        String file = terminal.env("ATTUNE_TOKEN_FILE");
        if (!file.isEmpty()) {
            return read(Path.of(file));
        }
        String value = terminal.env("ATTUNE_TOKEN");
        return orNull(value);
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) > TOKEN_MAX) {
                throw new CliFailure(ExitCode.FORBIDDEN, file + " is too long to be a token");
            }
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FORBIDDEN, "the token file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static String trimmed(String url) {
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw new CliFailure(
                    ExitCode.USAGE, "the server \"" + url + "\" is not a URL; write for example http://127.0.0.1:8080");
        }
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
