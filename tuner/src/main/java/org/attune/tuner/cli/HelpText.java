package org.attune.tuner.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The overview and the topics of {@code attune help}. */
final class HelpText {

    private static final String EXIT_CODES = """
            Exit codes of every command:

              0    done; of run and study wait: the study SUCCEEDED
              1    unexpected error, or the server failed
              2    wrong usage
              3    the spec or another input is invalid
              4    not logged in, or not allowed
              5    not found
              6    conflict: it exists already, or is in the wrong state
              7    the study ended FAILED or CANCELLED, or no trial succeeded
              8    the time to wait ran out (--timeout, --wait)
              9    the server cannot be reached
              10   trial report: the trial should stop
              130  interrupted (Ctrl-C)
              141  standard output was closed early
              143  terminated (SIGTERM)
            """;

    private static final String FORMS = """
            Forms of output (-o):

              table   for people; may change
              wide    the same with more columns
              json    the body of the REST API; --json is the same
              yaml    that as YAML
              ndjson  one JSON object a line
              csv     the wide table with exact values, for spreadsheets
              name    names alone, one a line
              flags, params, env   only of best and trial ask: parameters ready to paste

            --columns a,b picks columns of a table or csv, --no-headers leaves out the first line.
            Data goes to standard output, everything else to standard error. Colours: --color auto|always|never, then
            NO_COLOR, then TERM=dumb, then whether a person watches.
            """;

    private static final String SERVERS = """
            Which server a command asks:

              1. --server URL, with --token-file FILE
              2. ATTUNE_SERVER, with ATTUNE_TOKEN_FILE (or ATTUNE_TOKEN)
              3. the current context (attune login, attune context list), unless --data is named
              4. the one that owns the data directory (--data DIR, default ~/.local/share/attune)

            --ca-file FILE (or ATTUNE_CA_FILE) names the certificates to believe an https server by.

            With none running, `attune run` starts one inside itself for as long as the study runs, and reading
            commands (best, study show, trial list, logs) open the store themselves.
            """;

    private HelpText() {}

    static List<String> topics() {
        return List.of("exit-codes", "output", "servers");
    }

    static @Nullable String topic(String name, Style style) {
        return switch (name) {
            case "exit-codes" -> EXIT_CODES;
            case "output" -> FORMS;
            case "servers" -> SERVERS;
            default -> CommandTable.isNoun(name) ? noun(name, style) : null;
        };
    }

    static String overview(Style style) {
        StringBuilder text = new StringBuilder("Attune tunes hyperparameters: one YAML file in, a tuned model out.\n\n")
                .append(style.bold("Usage:"))
                .append(" attune COMMAND [OPTIONS]\n\n");
        String group = "";
        for (String path : CommandTable.all()) {
            int space = path.indexOf(' ');
            String noun = space < 0 ? "" : path.substring(0, space);
            if (!noun.equals(group)) {
                text.append('\n');
                group = noun;
            }
            line(text, path, style);
        }
        return text.append("\nTopics: attune help ")
                .append(String.join(", attune help ", topics()))
                .append("\nStart:  ")
                .append(style.teal("attune run examples/digits/study.yaml"))
                .append('\n')
                .toString();
    }

    private static String noun(String noun, Style style) {
        StringBuilder text = new StringBuilder(style.bold("Usage:"))
                .append(" attune ")
                .append(noun)
                .append(" VERB [OPTIONS]")
                .append(
                        CommandTable.missingVerb(noun).isEmpty()
                                ? ""
                                : "   without a verb: " + CommandTable.missingVerb(noun))
                .append("\n\n");
        for (String path : CommandTable.all()) {
            if (path.startsWith(noun + " ")) {
                line(text, path, style);
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String path, Style style) {
        text.append("  ")
                .append(style.teal(path))
                .append(" ".repeat(Math.max(2, 18 - path.length())))
                .append(CommandTable.summary(path))
                .append('\n');
    }
}
