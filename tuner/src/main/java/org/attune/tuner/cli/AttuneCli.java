package org.attune.tuner.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Finds the command that was meant, runs it, and turns whatever happens into a message and an exit code. */
public final class AttuneCli {

    private static final List<String> VALUE_OPTIONS =
            List.of("--data", "--server", "--token-file", "--ca-file", "--color");

    private static final Pattern NOT_A_NUMBER =
            Pattern.compile("Invalid value for (?:positional parameter at index \\d+ \\(|option ')(.*?)[)'].*: "
                    + "'(.*)' is not an? (int|long|double)");

    private final Terminal terminal;
    private final Launcher launcher;

    /** A command line on this terminal. */
    public AttuneCli(Terminal terminal, Launcher launcher) {
        this.terminal = terminal;
        this.launcher = launcher;
    }

    /** Runs one command. @return its exit code, one of {@link ExitCode} */
    public int run(String... args) {
        int code;
        try {
            code = dispatch(leadingOptionsLast(args));
        } catch (CliFailure failure) {
            Interrupts.giveWay();
            error(failure.text());
            code = failure.exitCode();
        } catch (Printed printed) {
            code = printed.exitCode();
        } catch (RuntimeException | LinkageError defect) {
            code = defect(defect);
        }
        terminal.out().flush();
        terminal.err().flush();
        return terminal.out().checkError() && code == ExitCode.OK ? ExitCode.BROKEN_PIPE : code;
    }

    private int dispatch(List<String> args) {
        if (args.isEmpty() || args.get(0).equals("--help") || args.get(0).equals("-h")) {
            terminal.out().print(HelpText.overview(terminal.outStyle()));
            return ExitCode.OK;
        }
        String first = args.get(0);
        if (first.equals("help")) {
            return help(args.subList(1, args.size()));
        }
        if (first.equals("--version") || first.equals("-V")) {
            return execute("version", List.of());
        }
        if (first.equals("completion-names")) {
            return execute(first, args.subList(1, args.size()));
        }
        if (first.equals("warm-up") && args.size() == 2) {
            launcher.warmUp(Path.of(args.get(1)));
            return ExitCode.OK;
        }
        if (CommandTable.summary(first) != null) {
            return execute(first, args.subList(1, args.size()));
        }
        if (!CommandTable.isNoun(first)) {
            throw unknown("command", first, CommandTable.words(""));
        }
        if (args.size() > 1 && (args.get(1).equals("--help") || args.get(1).equals("-h"))) {
            return help(List.of(first));
        }
        if (args.size() == 1 || args.get(1).startsWith("-")) {
            if (CommandTable.missingVerb(first).isEmpty()) {
                terminal.err().print(HelpText.topic(first, terminal.errStyle()));
                return ExitCode.USAGE;
            }
            return execute(first + " " + CommandTable.missingVerb(first), args.subList(1, args.size()));
        }
        String path = first + " " + args.get(1).replaceFirst("^ls$", "list");
        if (CommandTable.summary(path) == null) {
            throw unknown("attune " + first + " command", args.get(1), CommandTable.words(first));
        }
        return execute(path, args.subList(2, args.size()));
    }

    private int execute(String path, List<String> args) {
        CommandLine line = line(path);
        // picocli would print what its handler throws, so it is kept and thrown behind it
        AtomicReference<@Nullable Exception> thrown = new AtomicReference<>();
        line.setExecutionExceptionHandler((exception, command, parsed) -> {
            thrown.set(exception);
            return ExitCode.UNEXPECTED;
        });
        line.setParameterExceptionHandler((exception, given) -> {
            error(wrongUsage(exception, line) + "\n  help: attune help " + path + "  shows what it takes");
            return ExitCode.USAGE;
        });
        int code = line.execute(args.toArray(new String[0]));
        Exception failure = thrown.get();
        if (failure instanceof RuntimeException known) {
            throw known;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return code;
    }

    /** What picocli says, with the option that was probably meant. */
    private static String wrongUsage(CommandLine.ParameterException exception, CommandLine line) {
        String text = Columns.clean(String.valueOf(exception.getMessage()));
        if (!(exception instanceof CommandLine.UnmatchedArgumentException unmatched)
                || unmatched.getUnmatched().isEmpty()) {
            Matcher number = NOT_A_NUMBER.matcher(text);
            return number.matches()
                    ? number.group(1) + " " + number.group(2) + " is not a "
                            + (number.group(3).equals("double") ? "number" : "whole number")
                    : text;
        }
        String word = unmatched.getUnmatched().get(0);
        if (!word.startsWith("-")) {
            return "\"" + Columns.clean(word) + "\" is one word too many";
        }
        String option = nameOf(word);
        return "there is no option " + Columns.clean(option)
                + Names.didYouMean(option, line.getCommandSpec().optionsMap().keySet());
    }

    private CommandLine line(String path) {
        AttuneCommand command = CommandTable.make(path);
        command.attach(terminal, launcher);
        CommandLine line = new CommandLine(command);
        line.setCommandName("attune " + path);
        line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                terminal.outStyle().colour() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF));
        line.getCommandSpec()
                .usageMessage()
                .description(CommandTable.summary(path))
                .abbreviateSynopsis(true)
                .sortOptions(false)
                .footer("", "Example:  " + CommandTable.example(path))
                .width(Math.max(60, terminal.width()));
        return line;
    }

    private int help(List<String> words) {
        if (words.isEmpty()) {
            terminal.out().print(HelpText.overview(terminal.outStyle()));
            return ExitCode.OK;
        }
        String path = String.join(" ", words);
        if (CommandTable.summary(path) != null) {
            line(path).usage(terminal.out());
            return ExitCode.OK;
        }
        String topic = words.size() == 1 ? HelpText.topic(words.get(0), terminal.outStyle()) : null;
        if (topic != null) {
            terminal.out().print(topic);
            return ExitCode.OK;
        }
        List<String> known = new ArrayList<>(CommandTable.words(""));
        known.addAll(HelpText.topics());
        throw unknown("help topic", path, known);
    }

    private static CliFailure unknown(String what, String word, List<String> known) {
        String near = Names.didYouMean(word, known);
        return new CliFailure(
                ExitCode.USAGE,
                "there is no " + what + " \"" + Columns.clean(word) + "\""
                        + (near.isEmpty() ? "\n  help: there are " + String.join(", ", known) : near));
    }

    /** {@code attune --data D study list} means {@code attune study list --data D}. */
    private static List<String> leadingOptionsLast(String[] args) {
        List<String> leading = new ArrayList<>();
        int i = 0;
        while (i < args.length && args[i].startsWith("--") && VALUE_OPTIONS.contains(nameOf(args[i]))) {
            leading.add(args[i]);
            if (args[i].indexOf('=') < 0 && i + 1 < args.length) {
                leading.add(args[++i]);
            }
            i++;
        }
        List<String> ordered = new ArrayList<>(List.of(args).subList(i, args.length));
        if (!ordered.isEmpty()) {
            ordered.addAll(leading);
        }
        return ordered;
    }

    private static String nameOf(String option) {
        int equals = option.indexOf('=');
        return equals < 0 ? option : option.substring(0, equals);
    }

    private void error(String text) {
        terminal.err().println(terminal.errStyle().red("error:") + " " + text);
    }

    /** A defect of Attune itself: one line for the person, everything else into a file. */
    private int defect(Throwable defect) {
        StringWriter trace = new StringWriter();
        defect.printStackTrace(new PrintWriter(trace));
        @Nullable Path file = null;
        try {
            file = Files.createTempFile("attune-error-", ".txt");
            Files.writeString(file, trace.toString(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            terminal.err().println(trace);
        }
        error("something unexpected happened: " + defect
                + (file == null ? "" : "\n  help: the details are in " + file + "; please report them"));
        return ExitCode.UNEXPECTED;
    }
}
