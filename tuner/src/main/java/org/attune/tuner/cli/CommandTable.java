package org.attune.tuner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every command: its words, what it does in a line, and how to make it. A table of texts and one switch, so that the start
 * of one command loads the classes of that command alone.
 */
final class CommandTable {

    /** Nouns, with the verb that is meant when none is named; empty where one must be named. */
    private static final Map<String, String> NOUNS =
            Map.of("study", "list", "trial", "list", "server", "status", "agent", "", "cluster", "show");

    private static final Map<String, String> SUMMARIES = summaries();

    private CommandTable() {}

    /** The words of every command, such as {@code study list}. */
    static Iterable<String> all() {
        return SUMMARIES.keySet();
    }

    /** What the command of these words does, in a line; null when there is none. */
    static @Nullable String summary(String path) {
        return SUMMARIES.get(path);
    }

    static boolean isNoun(String word) {
        return NOUNS.containsKey(word);
    }

    static String missingVerb(String noun) {
        return NOUNS.getOrDefault(noun, "");
    }

    /** All first words, or the verbs of a noun. */
    static List<String> words(String noun) {
        List<String> words = new ArrayList<>();
        for (String path : SUMMARIES.keySet()) {
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

    private static Map<String, String> summaries() {
        Map<String, String> table = new LinkedHashMap<>();
        table.put("run", "run a study: here, or on a server");
        table.put("validate", "check a spec: all problems at once, with their place");
        table.put("ps", "studies that are not done");
        table.put("best", "the best trials of a study");
        table.put("logs", "what a trial printed: logs STUDY or STUDY/N");
        table.put("study list", "all studies");
        table.put("study show", "one study");
        table.put("study spec", "the spec as it was submitted");
        table.put("study events", "what happened, for people");
        table.put("study wait", "wait until it has ended");
        table.put("study pause", "start nothing new; what runs goes on");
        table.put("study resume", "go on");
        table.put("study stop", "let what runs end, then end the study");
        table.put("study cancel", "end everything now");
        table.put("study delete", "remove an ended study and all that it left");
        table.put("trial list", "trials of a study");
        table.put("trial show", "one trial, with its attempts");
        table.put("trial logs", "what it printed");
        table.put("trial metrics", "its values by step");
        table.put("trial stop", "end one trial; what it reported counts");
        table.put("trial cancel", "end one trial; it does not count");
        table.put("trial ask", "take trials of an external study");
        table.put("trial report", "report values; exit 10 means: stop");
        table.put("trial tell", "end an external trial with its result");
        table.put("server start", "start a server for several studies");
        table.put("server stop", "stop the data directory's server");
        table.put("server status", "whether it runs, and where");
        table.put("agent start", "offer this machine to a server");
        table.put("cluster show", "nodes and what is free");
        table.put("cluster queue", "gangs, and why they wait");
        table.put("version", "version of Attune, Java and the system");
        table.put("completion", "completion script for bash or zsh");
        return table;
    }

    /** A fresh command of these words. */
    static AttuneCommand make(String path) {
        int space = path.indexOf(' ');
        String noun = space < 0 ? "" : path.substring(0, space);
        return switch (noun) {
            case "study" -> study(path.substring(space + 1));
            case "trial" -> trial(path.substring(space + 1));
            default -> other(path);
        };
    }

    private static AttuneCommand study(String verb) {
        return switch (verb) {
            case "list" -> new StudyListCommand();
            case "show" -> new StudyShowCommand();
            case "spec" -> new StudySpecCommand();
            case "events" -> new StudyEventsCommand();
            case "wait" -> new StudyWaitCommand();
            case "pause" -> new StudyMoveCommand("pause");
            case "resume" -> new StudyMoveCommand("resume");
            case "stop" -> new StudyMoveCommand("stop");
            case "cancel" -> new StudyMoveCommand("cancel");
            case "delete" -> new StudyDeleteCommand();
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static AttuneCommand trial(String verb) {
        return switch (verb) {
            case "list" -> new TrialListCommand();
            case "show" -> new TrialShowCommand();
            case "logs" -> new TrialLogsCommand();
            case "metrics" -> new TrialMetricsCommand();
            case "stop" -> new TrialEndCommand("stop");
            case "cancel" -> new TrialEndCommand("cancel");
            case "ask" -> new TrialAskCommand();
            case "report" -> new TrialReportCommand();
            case "tell" -> new TrialTellCommand();
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static AttuneCommand other(String path) {
        return switch (path) {
            case "run" -> new RunCommand();
            case "validate" -> new ValidateCommand();
            case "ps" -> new PsCommand();
            case "best" -> new BestCommand();
            case "logs" -> new LogsCommand();
            case "server start" -> new ServerStartCommand();
            case "server stop" -> new ServerStopCommand();
            case "server status" -> new ServerStatusCommand();
            case "agent start" -> new AgentStartCommand();
            case "cluster show" -> new ClusterShowCommand();
            case "cluster queue" -> new ClusterQueueCommand();
            case "version" -> new VersionCommand();
            case "completion" -> new CompletionCommand();
            default -> throw new IllegalArgumentException(path);
        };
    }
}
