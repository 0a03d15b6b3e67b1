package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.attune.tuner.spec.Availability;
import org.attune.tuner.spec.NormalisedSpec;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.TrialSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code attune run FILE}: submits a study, to a server or to one that it starts itself, and waits for its end. */
@Command
final class RunCommand extends AttuneCommand {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The spec, or - for standard input.")
    @Nullable
    String file;

    @Option(names = "--set", paramLabel = "PATH=VALUE", description = "Override one value by its path; may be repeated.")
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
        long deadline = timeout == null ? Long.MAX_VALUE : System.nanoTime() + Durations.parse("--timeout", timeout).toNanos();
        if (name != null) {
            sets.add("study=" + name);
        }
        SpecText text = file == null ? null : SpecText.read(file, terminal());
        StudySpec spec = text == null ? null : checked(text);
        if (dryRun && spec != null) {
            say(terminal().errStyle().tick() + " " + spec.study() + " would run: " + PlanText.of(spec));
            return ExitCode.OK;
        }
        RestClient client = servers().find();
        if (client != null) {
            return onServer(client, text, spec, deadline);
        }
        if (detach) {
            throw new CliFailure(
                    ExitCode.UNREACHABLE,
                    "--detach needs a server that goes on\n  help: attune server start --detach"
                            + dataHint() + "   then run it again");
        }
        return embedded(text, spec, deadline);
    }

    private StudySpec checked(SpecText text) {
        StudySpec spec = text.valid(sets, terminal());
        List<SpecProblem> problems = Availability.check(spec, text.text(), text.file());
        if (SpecText.anyError(problems)) {
            text.print(problems, terminal());
            throw new Printed(ExitCode.INVALID);
        }
        return spec;
    }

    private int onServer(RestClient client, @Nullable SpecText text, @Nullable StudySpec spec, long deadline) {
        String study = resume != null ? resumed(client, resume) : submitted(client, text, spec, false);
        if (detach) {
            next("attune study show " + study, "attune logs " + study + " -f");
            return ExitCode.OK;
        }
        Interrupts.first(code -> {
            terminal().err().println("\nDetached; study " + study + " goes on on the server.");
            next("attune study wait " + study, "attune study stop " + study);
            return code;
        });
        return StudyEnding.print(new StudyFollower(client, terminal(), study, quiet).follow(deadline), this);
    }

    private int embedded(@Nullable SpecText text, @Nullable StudySpec spec, long deadline) {
        Launcher.Running running =
                launcher().startEmbedded(new Launcher.EmbeddedOptions(dataDirectory().root(), shared));
        String[] study = new String[1];
        Interrupts.first(code -> {
            terminal().err().println("\nStopping cleanly; once more ends at once.");
            running.close();
            if (study[0] != null) {
                terminal().err().println("Study " + study[0] + " is PAUSED; what was recorded is kept.");
                next("attune run --resume " + study[0]);
            }
            return code;
        });
        try {
            RestClient client = new RestClient(running.url(), new ServerLocator(
                            terminal(), dataDirectory(), running.url(), dataDirectory().adminToken())
                    .token());
            study[0] = resume != null ? resumed(client, resume) : submitted(client, text, spec, true);
            return StudyEnding.print(new StudyFollower(client, terminal(), study[0], quiet).follow(deadline), this);
        } finally {
            running.close();
        }
    }

    private String resumed(RestClient client, String study) {
        JsonNode now = new RestReader(client).study(study, false);
        String state = now.path("state").asText();
        if (!state.equals("ACTIVE") && !state.equals("STOPPING")) {
            if (!state.equals("PAUSED")) {
                say("Study " + study + " has ended already: " + state);
                return study;
            }
            client.post(RestReader.path(study) + ":resume", RestClient.JSON.createObjectNode());
        }
        JsonNode counts = now.path("trials");
        say(terminal().errStyle().tick() + " Resumed study " + study + ": " + StudyTables.ended(counts) + " of "
                + (now.hasNonNull("maxTrials") ? now.path("maxTrials").asText() : "its")
                + " trials had ended");
        return study;
    }

    /** Submits the spec; for an embedded run whose name an ended study holds, under the next free name. */
    private String submitted(
            RestClient client, @Nullable SpecText text, @Nullable StudySpec spec, boolean renameWhenTaken) {
        if (text == null || spec == null) {
            throw new IllegalStateException("nothing to submit");
        }
        StudySpec named = spec;
        List<String> all = new ArrayList<>(sets);
        if (renameWhenTaken) {
            String free = freeName(client, spec.study());
            if (!free.equals(spec.study())) {
                say("Study " + spec.study() + " exists and has ended; this one is called " + free + ".");
                all.add("study=" + free);
                named = text.valid(all, terminal());
            }
        }
        String query = "?requestId=" + UUID.randomUUID();
        if (named.trial().external() != TrialSpec.External.YES && named.trial().files().isPresent()) {
            query += "&files=" + StudyFilesUpload.upload(client, text.folder().resolve(named.trial().files().get()));
        }
        JsonNode created = all.isEmpty()
                ? client.postText("studies" + query, text.text())
                : client.postText("studies" + query, NormalisedSpec.toJson(named).toString());
        String study = created.path("studyId").asText(named.study());
        say(terminal().errStyle().tick() + " Study " + study + ": " + PlanText.of(named));
        return study;
    }

    private String freeName(RestClient client, String wanted) {
        for (int n = 1; n <= 1_000; n++) {
            String candidate = n == 1 ? wanted : wanted + "-" + n;
            JsonNode found;
            try {
                found = client.get(RestReader.path(candidate));
            } catch (CliFailure failure) {
                if (failure.exitCode() == ExitCode.NOT_FOUND) {
                    return candidate;
                }
                throw failure;
            }
            String state = found.path("state").asText();
            if (!state.equals("SUCCEEDED") && !state.equals("FAILED") && !state.equals("CANCELLED")) {
                throw new CliFailure(
                        ExitCode.CONFLICT,
                        "study " + candidate + " exists and has not ended (" + state + ")\n  help: attune run --resume "
                                + candidate + dataHint() + "   or run this one under another name: --name NAME");
            }
        }
        throw new CliFailure(ExitCode.CONFLICT, "a thousand studies are called " + wanted + "; choose another with --name");
    }

}
