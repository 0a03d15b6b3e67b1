package org.attune.tuner.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.attune.tuner.config.DataDirectory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What every command has: its terminal, the launcher, and the options that say which server is meant and how to print.
 */
abstract class AttuneCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            order = 101,
            paramLabel = "DIR",
            description = "Data directory (default ~/.local/share/attune).")
    @Nullable
    Path data;

    @Option(
            names = "--server",
            order = 102,
            paramLabel = "URL",
            description = "The server to ask (default: the data directory's own).")
    @Nullable
    String server;

    @Option(
            names = "--token-file",
            order = 103,
            paramLabel = "FILE",
            description = "File that holds the token for the server.")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--ca-file",
            order = 104,
            paramLabel = "FILE",
            description = "Certificates (PEM) to believe the server by.")
    @Nullable
    Path caFile;

    @Option(names = "--color", order = 104, paramLabel = "WHEN", description = "auto, always or never.")
    String color = "auto";

    @Option(
            names = {"-q", "--quiet"},
            order = 105,
            description = "No progress and no hints.")
    boolean quiet;

    @Option(
            names = {"-h", "--help"},
            order = 106,
            usageHelp = true,
            description = "Show this help.")
    boolean helpAsked;

    private @Nullable Terminal terminal;
    private @Nullable Launcher launcher;

    /** Hands over what the command works with; called once, before {@link #call}. */
    final void attach(Terminal terminal, Launcher launcher) {
        this.terminal = terminal;
        this.launcher = launcher;
    }

    @Override
    public final Integer call() {
        if (!color.equals("auto") && !color.equals("always") && !color.equals("never")) {
            throw new CliFailure(ExitCode.USAGE, "--color " + color + " is not auto, always or never");
        }
        terminal().useColour(color);
        return run();
    }

    /** Does what was asked for and returns the exit code. */
    abstract int run();

    final Terminal terminal() {
        if (terminal == null) {
            throw new IllegalStateException("the command is not attached");
        }
        return terminal;
    }

    final Launcher launcher() {
        if (launcher == null) {
            throw new IllegalStateException("the command is not attached");
        }
        return launcher;
    }

    final DataDirectory dataDirectory() {
        if (data != null) {
            return DataDirectory.at(data);
        }
        String home = terminal().env("HOME");
        return DataDirectory.standard(
                terminal().environment(), Path.of(home.isEmpty() ? System.getProperty("user.home", ".") : home));
    }

    final ServerLocator servers() {
        return new ServerLocator(terminal(), dataDirectory(), data != null, server, tokenFile, caFile);
    }

    /** Where to read from: a running server, else the store itself. */
    final StudyReader reader() {
        RestClient client = servers().find();
        return client == null ? StoreReader.open(dataDirectory()) : new RestReader(client);
    }

    /** A line for a person, on standard error; nothing when {@code --quiet}. */
    final void say(String line) {
        if (!quiet) {
            terminal().err().println(line);
        }
    }

    /** The next useful commands on standard error, a line each. */
    final void next(String... commands) {
        if (!quiet) {
            Style style = terminal().errStyle();
            String begin = style.dim("Next:") + "  ";
            for (String command : commands) {
                terminal().err().println(begin + style.teal(command + dataHint()));
                begin = "       ";
            }
        }
    }

    /** The next useful command, which says itself where it goes. */
    final void nextElsewhere(String command) {
        if (!quiet) {
            Style style = terminal().errStyle();
            terminal().err().println(style.dim("Next:") + "  " + style.teal(command));
        }
    }

    /** What must be added to a suggested command so that it finds the same data. */
    final String dataHint() {
        if (server != null) {
            return " --server " + Shell.quote(server)
                    + (tokenFile == null ? "" : " --token-file " + Shell.quote(tokenFile.toString()));
        }
        return data == null ? "" : " --data " + Shell.quote(data.toString());
    }
}
