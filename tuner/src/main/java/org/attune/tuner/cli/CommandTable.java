package org.attune.tuner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every command: its words, what it does in a line, and how to make it. A table, so that one command's start loads the
 * classes of that command alone.
 */
final class CommandTable {

    /**
     * @param path its words, such as {@code study list}
     * @param summary one line for the list of commands
     */
    record Entry(String path, String summary, Supplier<AttuneCommand> make) {}

    /** Nouns whose missing verb means this one. */
    private static final Map<String, String> MISSING_VERB =
            Map.of("study", "list", "trial", "list", "server", "status", "agent", "start", "cluster", "show");

    private static final Map<String, Entry> ENTRIES = entries();

    private CommandTable() {}

    static Iterable<Entry> all() {
        return ENTRIES.values();
    }

    /** The entry of these words, or null. */
    static @Nullable Entry of(String path) {
        return ENTRIES.get(path);
    }

    static boolean isNoun(String word) {
        return MISSING_VERB.containsKey(word);
    }

    static String missingVerb(String noun) {
        return MISSING_VERB.getOrDefault(noun, "");
    }

    /** All first words, or the verbs of a noun. */
    static List<String> words(String noun) {
        List<String> words = new ArrayList<>();
        for (String path : ENTRIES.keySet()) {
            int space = path.indexOf(' ');
            String word = noun.isEmpty()
                    ? (space < 0 ? path : path.substring(0, space))
                    : path.startsWith(noun + " ") ? path.substring(space + 1) : "";
            if (!word.isEmpty() && !words.contains(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private static Map<String, Entry> entries() {
        Map<String, Entry> table = new LinkedHashMap<>();
        add(table, "run", "run a study: here, or on a server", RunCommand::new);
        add(table, "validate", "check a spec: all problems at once, with their place", ValidateCommand::new);
        add(table, "ps", "studies that are not done", PsCommand::new);
        add(table, "best", "the best trials of a study", BestCommand::new);
        add(table, "logs", "what a trial printed: logs STUDY or STUDY/N", LogsCommand::new);
        add(table, "study list", "all studies", StudyListCommand::new);
        add(table, "study show", "one study", StudyShowCommand::new);
        add(table, "study spec", "the spec as it was submitted", StudySpecCommand::new);
        add(table, "study events", "what happened, for people", StudyEventsCommand::new);
        add(table, "study wait", "wait until it has ended", StudyWaitCommand::new);
        add(table, "study pause", "start nothing new; what runs goes on", () -> new StudyMoveCommand("pause"));
        add(table, "study resume", "go on", () -> new StudyMoveCommand("resume"));
        add(table, "study stop", "let what runs end, then end the study", () -> new StudyMoveCommand("stop"));
        add(table, "study cancel", "end everything now", () -> new StudyMoveCommand("cancel"));
        add(table, "study delete", "remove an ended study and all that it left", StudyDeleteCommand::new);
        add(table, "trial list", "trials of a study", TrialListCommand::new);
        add(table, "trial show", "one trial, with its attempts", TrialShowCommand::new);
        add(table, "trial logs", "what it printed", TrialLogsCommand::new);
        add(table, "trial metrics", "its values by step", TrialMetricsCommand::new);
        add(table, "trial stop", "end one trial; what it reported counts", () -> new TrialEndCommand("stop"));
        add(table, "trial cancel", "end one trial; it does not count", () -> new TrialEndCommand("cancel"));
        add(table, "trial ask", "take trials of an external study", TrialAskCommand::new);
        add(table, "trial report", "report values; exit 10 means: stop", TrialReportCommand::new);
        add(table, "trial tell", "end an external trial with its result", TrialTellCommand::new);
        add(table, "server start", "start a server for several studies", ServerStartCommand::new);
        add(table, "server stop", "stop the data directory's server", ServerStopCommand::new);
        add(table, "server status", "whether it runs, and where", ServerStatusCommand::new);
        add(table, "agent start", "offer this machine to a server", AgentStartCommand::new);
        add(table, "cluster show", "nodes and what is free", ClusterShowCommand::new);
        add(table, "cluster queue", "gangs, and why they wait", ClusterQueueCommand::new);
        add(table, "version", "version of Attune, Java and the system", VersionCommand::new);
        add(table, "completion", "completion script for bash or zsh", CompletionCommand::new);
        return table;
    }

    private static void add(Map<String, Entry> table, String path, String summary, Supplier<AttuneCommand> make) {
        table.put(path, new Entry(path, summary, make));
    }
}
