package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.attune.runner.runtime.ExitClassifier;
import org.attune.runner.runtime.WorkerNotes;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;

/** Says how a container ended: whether it was asked to, then its engine, then its memory, then its exit code. Pure. */
final class ContainerEnd {

    private static final Pattern INIT_FAILED = Pattern.compile("\\[FATAL tini \\(\\d+\\)\\] exec (.+) failed: (.+)");
    private static final int SIGKILL = 137;
    private static final int SIGTERM = 143;

    /**
     * What is known about an end.
     *
     * @param exitCode as the engine says it
     * @param outOfMemory whether the kernel ended one of its processes for want of memory
     * @param engineWasAway whether the engine went away or came back about then
     * @param stop why it was asked to end before it ended, empty when it was not
     * @param killed whether KILL was sent to it
     * @param image its image, for people
     * @param lastLines the last lines of its output
     */
    record Facts(
            int exitCode,
            boolean outOfMemory,
            boolean engineWasAway,
            Optional<WorkerNotes.StopNote> stop,
            boolean killed,
            String image,
            List<String> lastLines) {}

    private ContainerEnd() {}

    /** Whether an engine that goes away could have caused this. */
    static boolean couldBeTheEngine(int exitCode, boolean outOfMemory) {
        return !outOfMemory && (exitCode == SIGKILL || exitCode == SIGTERM);
    }

    static ExitOutcome classify(Facts facts) {
        int code = facts.exitCode();
        List<String> lines = facts.lastLines();
        if (facts.stop().isEmpty()) {
            if (facts.engineWasAway() && couldBeTheEngine(code, facts.outOfMemory())) {
                return new ExitOutcome(
                        FailureKind.NODE, -1, code - 128, "the Docker engine of the node was stopped", lines);
            }
            if (facts.outOfMemory() && code != 0) {
                return new ExitOutcome(
                        FailureKind.OUT_OF_MEMORY,
                        code == SIGKILL ? -1 : code,
                        code == SIGKILL ? 9 : 0,
                        "went over the memory limit of its container",
                        lines);
            }
            if (facts.outOfMemory()) {
                return new ExitOutcome(
                        FailureKind.NONE,
                        0,
                        0,
                        "ended with exit code 0, although one of its processes went over the memory limit",
                        List.of());
            }
            Matcher init = lines.isEmpty() ? INIT_FAILED.matcher("") : INIT_FAILED.matcher(lines.get(lines.size() - 1));
            if ((code == 127 || code == 126) && init.find()) {
                boolean absent = init.group(2).contains("No such file");
                return new ExitOutcome(
                        FailureKind.START_FAILED,
                        code,
                        0,
                        "could not be started: " + init.group(1) + ": " + (absent ? "not found" : init.group(2))
                                + " in the image " + facts.image(),
                        lines);
            }
        }
        return ExitClassifier.classify(
                new ExitClassifier.Facts(OptionalInt.of(code), facts.stop(), facts.killed(), false, lines));
    }

    /** What an engine's refusal to create or start a container means. */
    static ExitOutcome refused(EngineException e, String image) {
        String text = String.valueOf(e.getMessage());
        if (e.unanswered()) {
            return ExitOutcome.of(FailureKind.NODE, "could not be started: " + text);
        }
        if (text.contains("could not select device driver") || text.contains("CDI device injection failed")) {
            return ExitOutcome.of(FailureKind.DEVICE, "the node cannot give its devices to containers: " + text);
        }
        if (e.status() == 404 && text.contains("No such image")) {
            return ExitOutcome.of(FailureKind.NODE, "the image " + image + " is not on the node");
        }
        if (text.contains("bind source path does not exist") || e.status() >= 500) {
            return ExitOutcome.of(FailureKind.NODE, "the node could not start the container: " + text);
        }
        return ExitOutcome.of(FailureKind.START_FAILED, "could not be started: " + text);
    }

    /** When it ended, as the engine says; empty for one that never ran. */
    static Optional<Instant> finishedAt(JsonNode state) {
        try {
            Instant at = Instant.parse(state.path("FinishedAt").asText());
            return at.getEpochSecond() > 0 ? Optional.of(at) : Optional.empty();
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
