package org.attune.tuner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every command: its words, what it does in a line, and how to make it. A table of texts and one switch, so that the
 * start of one command loads the classes of that command alone.
 */
final class CommandTable {

    /** Nouns, with the verb that is meant when none is named; empty where one must be named. */
    private static final Map<String, String> NOUNS = Map.of(
            "study", "list", "trial", "list", "server", "status", "agent", "", "cluster", "show", "token", "list",
            "context", "list");

    private static final Map<String, Words> ENTRIES = entries();

    private record Words(String summary, String example) {}

    private CommandTable() {}

    /** The words of every command, such as {@code study list}. */
    static Iterable<String> all() {
        return ENTRIES.keySet();
    }

    /** What the command of these words does, in a line; null when there is none. */
    static @Nullable String summary(String path) {
        Words words = ENTRIES.get(path);
        return words == null ? null : words.summary();
    }

    /** How it is used, for instance; empty when there is no such command. */
    static String example(String path) {
        Words words = ENTRIES.get(path);
        return words == null ? "" : words.example();
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

    private static Map<String, Words> entries() {
        Map<String, Words> table = new LinkedHashMap<>();
        daily(table);
        studies(table);
        trials(table);
        others(table);
        access(table);
        itself(table);
        return table;
    }

    private static void daily(Map<String, Words> table) {
        add(table, "quickstart", "write a small study and run it", "attune quickstart");
        add(table, "init", "write a study of your own to begin with", "attune init digits --template pytorch");
        add(
                table,
                "run",
                "run a study: here, or on a server",
                "attune run study.yaml --set maxTrials=20 --name first-try");
        add(table, "validate", "check a spec: all problems at once, with their place", "attune validate study.yaml");
        add(table, "doctor", "look at this machine: what studies on it will miss", "attune doctor");
        add(table, "ps", "studies that are not done", "attune ps -o wide");
        add(table, "top", "the cluster and what is under way, live", "attune top");
        add(table, "best", "the best trials of a study", "attune best digits -o flags");
        add(table, "logs", "what a trial printed: logs STUDY or STUDY/N", "attune logs digits/12 -f --rank all");
    }

    private static void studies(Map<String, Words> table) {
        add(table, "study list", "all studies", "attune study list --state active,paused");
        add(table, "study show", "one study", "attune study show digits");
        add(table, "study spec", "the spec as it was submitted", "attune study spec digits > study.yaml");
        add(table, "study events", "what happened, for people", "attune study events digits --trial 12");
        add(table, "study wait", "wait until it has ended", "attune study wait digits --timeout 2h");
        add(
                table,
                "study pause",
                "start nothing new; what runs goes on",
                "attune study pause digits --reason \"the nodes are needed\"");
        add(table, "study resume", "go on", "attune study resume digits");
        add(table, "study stop", "let what runs end, then end the study", "attune study stop digits");
        add(table, "study cancel", "end everything now", "attune study cancel digits --yes");
        add(
                table,
                "study delete",
                "remove an ended study and all that it left",
                "attune study delete digits --confirm digits");
        add(
                table,
                "study update",
                "change the spec of a living study",
                "attune study update digits --max-trials 200 --parallelism 16");
        add(
                table,
                "study clone",
                "another study with the same spec and files",
                "attune study clone digits digits-b --set strategy=random");
        add(table, "study importance", "which parameters decide", "attune study importance digits");
        add(table, "study plot", "a plot, here or as SVG", "attune study plot digits history --to history.svg");
        add(table, "study diff", "how its spec and a file differ", "attune study diff digits study.yaml");
        add(table, "study import", "add trials whose results are known", "attune study import digits earlier.csv");
        add(table, "study export", "all trials as CSV or JSON", "attune study export digits --to digits.csv");
    }

    private static void trials(Map<String, Words> table) {
        add(table, "trial list", "trials of a study", "attune trial list digits --sort objective --limit 10");
        add(table, "trial show", "one trial, with its attempts", "attune trial show digits 12");
        add(table, "trial logs", "what it printed", "attune trial logs digits 12 --tail 20");
        add(table, "trial metrics", "its values by step", "attune trial metrics digits 12 val_accuracy -o csv");
        add(table, "trial compare", "trials beside each other", "attune trial compare digits 12 15 31");
        add(table, "trial events", "what happened to it", "attune trial events digits 12");
        add(table, "trial artifacts", "the files that it keeps", "attune trial artifacts digits 12");
        add(table, "trial cp", "copy files of a trial, out or in", "attune trial cp digits 12:model.pt .");
        add(table, "trial stop", "end one trial; what it reported counts", "attune trial stop digits 12");
        add(
                table,
                "trial cancel",
                "end one trial; it does not count",
                "attune trial cancel digits 12 --reason \"wrong data\"");
        add(
                table,
                "trial add",
                "add a point to try, or one whose result is known",
                "attune trial add digits --set lr=0.01 --set hidden=64 --note \"a guess\"");
        add(table, "trial retry", "ended trials once more, as new ones", "attune trial retry digits --failed");
        add(table, "trial ask", "take trials of an external study", "eval \"$(attune trial ask quadratic -o env)\"");
        add(
                table,
                "trial report",
                "report values; exit 10 means: stop",
                "attune trial report quadratic 3 --step 10 loss=0.42");
        add(table, "trial tell", "end an external trial with its result", "attune trial tell quadratic 3 loss=0.42");
    }

    private static void others(Map<String, Words> table) {
        add(table, "server start", "start a server for several studies", "attune server start --port 8080 --detach");
        add(table, "server stop", "stop the data directory's server", "attune server stop");
        add(table, "server status", "whether it runs, and where", "attune server status");
        add(table, "server backup", "copy the store while it works on", "attune server backup attune.zip");
        add(
                table,
                "server restore",
                "a backup becomes a new data directory",
                "attune server restore attune.zip --data /srv/attune");
        add(
                table,
                "agent start",
                "offer this machine to a server",
                "attune agent start --server http://head:8080 --token-file agent.token --devices A100:4");
        add(table, "cluster show", "nodes and what is free", "attune cluster show -o wide");
        add(table, "cluster devices", "all devices, and which trial has each", "attune cluster devices --node gpu-1");
        add(
                table,
                "cluster drain",
                "place nothing new on a node",
                "attune cluster drain gpu-1 --reason \"new disk\" --deadline 30m --wait");
        add(table, "cluster undrain", "put a node into service again", "attune cluster undrain gpu-1");
        add(
                table,
                "cluster usage",
                "what trials took of the nodes",
                "attune cluster usage --by day --from 2026-11-01 -o csv");
        add(table, "cluster queue", "gangs, and why they wait", "attune cluster queue");
    }

    private static void access(Map<String, Words> table) {
        add(
                table,
                "login",
                "keep a server and a token as a context",
                "attune login https://gpu-head:8080 --token-file my.token");
        add(table, "logout", "forget the current context", "attune logout");
        add(table, "whoami", "whose token is sent where", "attune whoami");
        add(table, "context list", "servers that are known by name", "attune context list");
        add(table, "context use", "ask another server from now on", "attune context use gpu-head");
        add(table, "context add", "a server by name", "attune context add lab --server https://lab:8080");
        add(table, "context remove", "forget a server", "attune context remove lab");
        add(
                table,
                "token create",
                "a token for a program; printed once",
                "attune token create ci --scope write --expires 30d");
        add(table, "token list", "tokens, never their values", "attune token list");
        add(table, "token revoke", "end tokens at once", "attune token revoke 1f3a9c2e");
    }

    private static void itself(Map<String, Words> table) {
        add(table, "open", "an address that opens the dashboard, once", "attune open");
        add(table, "api", "any call of the REST API", "attune api GET studies/digits/analysis/importance");
        add(table, "version", "version of Attune, Java and the system", "attune version");
        add(table, "completion", "completion script for bash, zsh or fish", "source <(attune completion bash)");
    }

    private static void add(Map<String, Words> table, String path, String summary, String example) {
        table.put(path, new Words(summary, example));
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
            case "update" -> new StudyUpdateCommand();
            case "clone" -> new StudyCloneCommand();
            case "importance" -> new StudyImportanceCommand();
            case "plot" -> new StudyPlotCommand();
            case "diff" -> new StudyDiffCommand();
            case "import" -> new StudyImportCommand();
            case "export" -> new StudyExportCommand();
            default -> throw new IllegalArgumentException(verb);
        };
    }

    private static AttuneCommand trial(String verb) {
        return switch (verb) {
            case "list" -> new TrialListCommand();
            case "show" -> new TrialShowCommand();
            case "logs" -> new TrialLogsCommand();
            case "metrics" -> new TrialMetricsCommand();
            case "compare" -> new TrialCompareCommand();
            case "events" -> new TrialEventsCommand();
            case "artifacts" -> new TrialArtifactsCommand();
            case "cp" -> new TrialCopyCommand();
            case "stop" -> new TrialEndCommand("stop");
            case "cancel" -> new TrialEndCommand("cancel");
            case "add" -> new TrialAddCommand();
            case "retry" -> new TrialRetryCommand();
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
            case "quickstart" -> new QuickstartCommand();
            case "init" -> new InitCommand();
            case "top" -> new TopCommand();
            case "doctor" -> new DoctorCommand();
            case "ps" -> new PsCommand();
            case "best" -> new BestCommand();
            case "logs" -> new LogsCommand();
            case "server start" -> new ServerStartCommand();
            case "server stop" -> new ServerStopCommand();
            case "server status" -> new ServerStatusCommand();
            case "server backup" -> new ServerBackupCommand();
            case "server restore" -> new ServerRestoreCommand();
            case "agent start" -> new AgentStartCommand();
            case "cluster show" -> new ClusterShowCommand();
            case "cluster devices" -> new ClusterDevicesCommand();
            case "cluster drain" -> new NodeDrainCommand();
            case "cluster undrain" -> new NodeUndrainCommand();
            case "cluster usage" -> new ClusterUsageCommand();
            case "cluster queue" -> new ClusterQueueCommand();
            case "login" -> new LoginCommand();
            case "logout" -> new LogoutCommand();
            case "whoami" -> new WhoamiCommand();
            case "context list" -> new ContextCommand();
            case "context use" -> new ContextChangeCommand(false);
            case "context remove" -> new ContextChangeCommand(true);
            case "context add" -> new ContextAddCommand();
            case "completion-names" -> new NamesCommand();
            case "token create" -> new TokenCreateCommand();
            case "token list" -> new TokenListCommand();
            case "token revoke" -> new TokenRevokeCommand();
            case "open" -> new OpenCommand();
            case "api" -> new ApiCommand();
            case "version" -> new VersionCommand();
            case "completion" -> new CompletionCommand();
            default -> throw new IllegalArgumentException(path);
        };
    }
}
