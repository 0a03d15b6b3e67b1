package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.SpecProblems;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune run FILE}: submits a study, to a server or to one that it starts itself, and waits for its end. */
@Command
final class RunCommand extends AttuneCommand {

    private static final int NAMES_TRIED = 1_000;

    /** The study of an embedded run; empty until it is created. The thread that ends the run reads it. */
    private volatile String driven = "";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The spec, or - for standard input.")
    @Nullable
    String file;

    @Option(
            names = "--set",
            paramLabel = "PATH=VALUE",
            description = "Override one value by its path; may be repeated.")
    List<String> sets = new ArrayList<>();

    @Option(names = "--name", paramLabel = "NAME", description = "Another name for the study.")
    @Nullable
    String name;

    @Option(names = "--resume", paramLabel = "NAME", description = "Go on with a study that was interrupted.")
    @Nullable
    String resume;

    @Option(names = "--dry-run", description = "Check everything, start nothing.")
    boolean dryRun;

    @Option(names = "--detach", description = "Do not wait; needs a server.")
    boolean detach;

    @Option(names = "--timeout", paramLabel = "DURATION", description = "Stop waiting after this long, such as 2h.")
    @Nullable
    String timeout;

    @Option(names = "--shared", paramLabel = "DIR", description = "A directory that every node sees under this path.")
    @Nullable
    Path shared;

    @Override
    int run() {
        if ((file == null) == (resume == null)) {
            throw new CliFailure(
                    ExitCode.USAGE,
                    "name a spec, or a study to resume\n  help: attune run study.yaml   or   attune run --resume NAME");
        }
        if (resume != null && (dryRun || name != null || !sets.isEmpty())) {
            throw new CliFailure(
                    ExitCode.USAGE, "--resume goes on with the study as it is; leave out --set, --name and --dry-run");
        }
        long deadline = Durations.deadline("--timeout", timeout);
        if (name != null) {
            sets.add("study=" + name);
        }
        Submission submission = null;
        if (file != null) {
            SpecText text = SpecText.read(file, terminal());
            submission = new Submission(text, text.valid(sets, terminal()), sets);
        }
        RestClient client = servers().find();
        if (dryRun && submission != null) {
            return dryRun(submission, client);
        }
        if (client != null) {
            return onServer(client, submission, deadline);
        }
        if (detach) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "--detach needs a server that goes on\n  help: attune server start --detach" + dataHint()
                            + "   then run it again");
        }
        return embedded(submission, deadline);
    }

    private int dryRun(Submission submission, @Nullable RestClient client) {
        String plan = submission.spec().study() + " would run: " + PlanText.of(submission.spec());
        if (client != null) {
            String text = submission.body();
            List<SpecProblem> problems =
                    SpecCheck.onServer(client, text, submission.text().file());
            SpecText.print(problems, text, terminal());
            if (SpecProblems.anyError(problems)) {
                return ExitCode.INVALID;
            }
        }
        say(terminal().errStyle().tick() + " " + plan);
        return ExitCode.OK;
    }

    private int onServer(RestClient client, @Nullable Submission submission, long deadline) {
        String study = submission == null ? resumed(client) : created(client, submission);
        if (detach) {
            boolean forClients = submission != null && submission.forClients();
            next("attune study wait " + study, forClients ? ask(study) : "attune logs " + study + " -f");
            return ExitCode.OK;
        }
        say("  Detach with Ctrl-C (the study keeps running).  Logs: attune logs " + study + " -f" + dataHint());
        Interrupts.first(code -> {
            terminal().err().println();
            say("Detached; study " + study + " goes on on the server.");
            next("attune study wait " + study, "attune study stop " + study);
            return code;
        });
        return StudyEnding.print(new StudyFollower(client, terminal(), study, quiet).follow(deadline), this);
    }

    private int embedded(@Nullable Submission submission, long deadline) {
        boolean person = terminal().rewrites() && !quiet;
        if (person) {
            terminal().err().print(terminal().errStyle().dim("Starting ..."));
            terminal().err().flush();
        }
        Launcher.Running running;
        try {
            running = launcher()
                    .startEmbedded(new Launcher.EmbeddedOptions(dataDirectory().root(), shared, resume));
        } finally {
            if (person) {
                terminal().err().print("\r\u001B[K");
                terminal().err().flush();
            }
        }
        RestClient client = new RestClient(
                running.url(),
                new ServerLocator(
                                terminal(),
                                dataDirectory(),
                                true,
                                running.url(),
                                dataDirectory().adminToken(),
                                null)
                        .token());
        Interrupts.first(code -> {
            terminal().err().println();
            say("Stopping cleanly; once more ends at once.");
            paused(client, "its run was interrupted");
            running.close();
            return code;
        });
        try {
            driven = submission == null ? resumed(client) : created(client, renamed(client, submission));
            JsonNode summary = new StudyFollower(client, terminal(), driven, quiet).follow(deadline);
            return StudyEnding.print(summary, this, trial -> checkpoint(client, trial));
        } catch (CliFailure failure) {
            Interrupts.giveWay();
            if (failure.exitCode() == ExitCode.TIMED_OUT) {
                paused(client, "the time of its run was over");
            }
            throw failure;
        } finally {
            Interrupts.giveWay();
            running.close();
        }
    }

    /** The checkpoint of a trial of an embedded run: a file when there is just one, else the folder. */
    private String checkpoint(RestClient client, int trial) {
        DataDirectory at = shared == null ? dataDirectory() : DataDirectory.at(shared);
        if (!Files.isDirectory(at.root().resolve("studies"))) {
            return "";
        }
        Path folder =
                at.checkpoints(client.get(RestReader.path(driven)).path("uid").asText(), trial);
        try (Stream<Path> entries = Files.list(folder)) {
            List<Path> first = entries.limit(2).toList();
            return first.isEmpty() ? "" : String.valueOf(first.size() == 1 ? first.get(0) : folder);
        } catch (IOException e) {
            return "";
        }
    }

    /** Pauses the study of an embedded run before the run ends, and says how to go on. */
    private void paused(RestClient client, String reason) {
        if (driven.isEmpty()) {
            return;
        }
        try {
            client.post(
                    RestReader.path(driven) + ":pause",
                    RestClient.JSON.createObjectNode().put("reason", reason));
        } catch (CliFailure failure) {
            // it ended just now, or cannot be reached any more; a later start pauses what is left open
            say(failure.text());
            return;
        }
        say("Study " + driven + " is PAUSED; what was recorded is kept.");
        next("attune run --resume " + driven);
    }

    private String resumed(RestClient client) {
        String study = resume == null ? "" : resume;
        JsonNode now = new RestReader(client).study(study, false);
        String state = now.path("state").asText();
        if (state.equals("PAUSED")) {
            client.post(RestReader.path(study) + ":resume", RestClient.JSON.createObjectNode());
        } else if (!state.equals("ACTIVE") && !state.equals("STOPPING")) {
            say("Study " + study + " has ended already: " + state);
            return study;
        }
        say(terminal().errStyle().tick() + " Resumed study " + study + ": " + StudyTables.ended(now.path("trials"))
                + " of " + (now.hasNonNull("maxTrials") ? now.path("maxTrials").asText() : "its")
                + " trials had ended");
        return study;
    }

    private String created(RestClient client, Submission submission) {
        String study = submission.send(client, terminal(), quiet);
        say(terminal().errStyle().tick() + " Study " + study + ": " + PlanText.of(submission.spec()));
        if (submission.forClients() && !detach) {
            say("  Its trials are for clients:  " + terminal().errStyle().teal(ask(study) + dataHint()));
        }
        return study;
    }

    private static String ask(String study) {
        return "attune trial ask " + study + " -o env";
    }

    /** For an embedded run: the same under the next free name when an ended study has this one. */
    private Submission renamed(RestClient client, Submission submission) {
        String wanted = submission.spec().study();
        for (int n = 1; n <= NAMES_TRIED; n++) {
            String candidate = n == 1 ? wanted : wanted + "-" + n;
            String state = state(client, candidate);
            if (state.isEmpty()) {
                if (n == 1) {
                    return submission;
                }
                say("Study " + wanted + " exists and has ended; this one is called " + candidate + ".");
                return submission.named(candidate, terminal());
            }
            if (!state.equals("SUCCEEDED") && !state.equals("FAILED") && !state.equals("CANCELLED")) {
                throw new CliFailure(
                        ExitCode.CONFLICT,
                        "study " + candidate + " exists and has not ended (" + state + ")\n  help: attune run --resume "
                                + candidate + dataHint()
                                + "   goes on with it; --name NAME  gives this one another name");
            }
        }
        throw new CliFailure(
                ExitCode.CONFLICT, NAMES_TRIED + " studies are called " + wanted + "; choose another with --name");
    }

    /** The state of a study; empty when there is none of this name. */
    private static String state(RestClient client, String study) {
        try {
            return client.get(RestReader.path(study) + "?view=basic")
                    .path("state")
                    .asText();
        } catch (CliFailure failure) {
            if (failure.exitCode() == ExitCode.NOT_FOUND) {
                return "";
            }
            throw failure;
        }
    }
}
