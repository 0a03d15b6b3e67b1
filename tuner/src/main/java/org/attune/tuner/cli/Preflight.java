package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.attune.runner.files.Folders;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.TrialSpec;

/**
 * Runs the first trial of a spec for some seconds, on this machine and in a data directory that is deleted afterwards, and
 * gives a verdict on each thing that a study needs.
 */
final class Preflight {

    private static final long PATIENCE_NANOS = 45_000_000_000L;
    private static final long PREPARING_NANOS = 1_800_000_000_000L;
    private static final long ENDING_NANOS = 60_000_000_000L;
    private static final int POLL_MILLIS = 200;
    private static final String STUDY = "preflight";

    private final AttuneCommand command;
    private final SpecText text;
    private final List<String> sets;
    private boolean good = true;

    Preflight(AttuneCommand command, SpecText text, List<String> sets) {
        this.command = command;
        this.text = text;
        List<String> all = new ArrayList<>(sets);
        all.addAll(List.of("study=" + STUDY, "maxTrials=1", "parallelism=1", "trial.checkpoints.keep=all"));
        this.sets = List.copyOf(all);
    }

    /** Runs it; whether all is well. */
    boolean run() {
        StudySpec spec = text.valid(sets, command.terminal());
        if (spec.trial().external() == TrialSpec.External.YES) {
            command.say("Nothing to try: the trials of this study are for clients.");
            return true;
        }
        Path folder = scratch();
        devices(spec);
        Launcher.Running running = command.launcher().startEmbedded(new Launcher.EmbeddedOptions(folder, null, null));
        try {
            DataDirectory data = DataDirectory.at(folder);
            ServerLocator server =
                    new ServerLocator(command.terminal(), data, true, running.url(), data.adminToken(), null);
            RestClient client = new RestClient(running.url(), server.token());
            new Submission(text, spec, sets).send(client, command.terminal(), command.quiet);
            try {
                watch(client, spec, data);
            } finally {
                end(client);
            }
        } finally {
            running.close();
            delete(folder);
        }
        return good;
    }

    /** Nothing of it may go on, or be left, when its data directory is gone. */
    private static void end(RestClient client) {
        try {
            client.post(RestReader.path(STUDY) + ":cancel", RestClient.JSON.createObjectNode());
        } catch (CliFailure failure) {
            // it has ended by itself
        }
        long deadline = System.nanoTime() + ENDING_NANOS;
        while (System.nanoTime() - deadline < 0) {
            String state = client.get(RestReader.path(STUDY)).path("state").asText();
            if (List.of("SUCCEEDED", "FAILED", "CANCELLED").contains(state)) {
                // its workers are discarded a moment after their end is stored
                Pause.millis(5 * POLL_MILLIS);
                return;
            }
            Pause.millis(POLL_MILLIS);
        }
    }

    private static Path scratch() {
        try {
            return Files.createTempDirectory("attune-preflight");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void devices(StudySpec spec) {
        int wanted = spec.trial().resources().gpus();
        if (wanted == 0) {
            verdict(true, "devices", "none asked for");
            return;
        }
        Launcher.Machine machine = command.launcher().machine();
        int here = machine.models().size();
        String problem = machine.deviceProblem();
        verdict(
                here >= wanted && problem.isEmpty(),
                "devices",
                problem.isEmpty() ? here + " here and idle, " + wanted + " for each worker" : problem);
    }

    private void watch(RestClient client, StudySpec spec, DataDirectory data) {
        long asked = System.nanoTime();
        long started = 0;
        String uid = client.get(RestReader.path(STUDY)).path("uid").asText();
        String metric = spec.objective().metric();
        while (true) {
            JsonNode trial = trial(client);
            String state = trial.path("state").asText();
            boolean runs = state.equals("RUNNING");
            boolean over = List.of("SUCCEEDED", "FAILED", "CANCELLED", "PRUNED", "INFEASIBLE")
                    .contains(state);
            if (started == 0 && (runs || over)) {
                started = System.nanoTime();
            }
            boolean seen = trial.path("metrics").has(metric);
            boolean saved = started > 0 && hasCheckpoint(data, uid);
            long now = System.nanoTime();
            boolean late = started == 0 ? now - asked > PREPARING_NANOS : now - started > PATIENCE_NANOS;
            if (over || late || (seen && saved)) {
                tell(spec, trial, started == 0 ? -1 : (now - started) / 1e9, saved);
                return;
            }
            Pause.millis(POLL_MILLIS);
        }
    }

    private static JsonNode trial(RestClient client) {
        try {
            return client.get(RestReader.path(STUDY) + "/trials/1");
        } catch (CliFailure failure) {
            if (failure.exitCode() == ExitCode.NOT_FOUND) {
                return RestClient.JSON.createObjectNode();
            }
            throw failure;
        }
    }

    private void tell(StudySpec spec, JsonNode trial, double seconds, boolean saved) {
        String state = trial.path("state").asText("");
        String reason = Columns.clean(trial.path("reason").asText());
        boolean started = seconds >= 0
                && !trial.path("failure").asText().equals("START_FAILED")
                && !reason.contains("could not be started");
        String what = spec.trial().runtime() == TrialSpec.RuntimeKind.DOCKER ? "image" : "command";
        String where = spec.trial().workers() + (spec.trial().workers() == 1 ? " worker" : " workers");
        verdict(started, what, started ? where + " started" : reason.isEmpty() ? "nothing was started" : reason);
        int mounts = spec.trial().volumes().size() + (spec.trial().prepare().isPresent() ? 1 : 0);
        if (mounts > 0) {
            verdict(started, "mounts", started ? mounts + " mounted in each worker" : "not reached");
        }
        String metric = spec.objective().metric();
        JsonNode value = trial.path("metrics").path(metric);
        verdict(
                !value.isMissingNode(),
                "objective",
                value.isMissingNode()
                        ? metric + " was not reported" + (seconds > 0 ? in(seconds) : "")
                        : metric + " " + Numbers.of(value) + in(seconds));
        verdict(
                saved || spec.trial().checkpoints() == TrialSpec.CheckpointKeep.NONE,
                "checkpoint",
                saved ? "one was written" : "none was written to ATTUNE_CHECKPOINT_DIR" + in(Math.max(0, seconds)));
        if (state.equals("FAILED")) {
            verdict(false, "end", reason);
            for (JsonNode attempt : trial.path("attempts")) {
                for (JsonNode line : attempt.path("lastLines")) {
                    command.say(command.terminal().errStyle().dim("    | " + Columns.clean(line.asText())));
                }
            }
        }
    }

    private static String in(double seconds) {
        return String.format(Locale.ROOT, " in %.0f s", Math.ceil(seconds));
    }

    private static boolean hasCheckpoint(DataDirectory data, String uid) {
        try (Stream<Path> files = Files.list(data.checkpoints(uid, 1))) {
            return files.findAny().isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private void verdict(boolean fine, String what, String words) {
        good &= fine;
        Style style = command.terminal().outStyle();
        String mark = fine ? style.tick() + " " : style.red(style.failed());
        command.terminal().out().println(mark + String.format("%-12s", what) + words);
        command.terminal().out().flush();
    }

    private static void delete(Path folder) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("what was tried is left in " + folder, e);
        }
    }
}
