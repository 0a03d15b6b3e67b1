package org.attune.runner.runtime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;

/** Says in one word and one sentence how a worker ended, by what is known of its exit code and its output. Pure. */
public final class ExitClassifier {

    /** The exit codes of a shell for a command that it could not start. */
    private static final int NOT_EXECUTABLE = 126;

    private static final int NOT_FOUND = 127;
    private static final int SIGNAL_BASE = 128;
    private static final int LAST_SIGNAL = 64;
    private static final int SIGKILL = 9;

    private static final List<String> MEMORY_TEXTS = List.of(
            "CUDA out of memory",
            "OutOfMemoryError",
            "MemoryError",
            "std::bad_alloc",
            "CUBLAS_STATUS_ALLOC_FAILED",
            "RESOURCE_EXHAUSTED: Out of memory");

    private static final List<String> DEVICE_TEXTS = List.of(
            "CUDA error: an illegal memory access",
            "CUDA error: uncorrectable ECC",
            "cudaErrorECCUncorrectable",
            "CUDA error: unspecified launch failure",
            "GPU is lost",
            "NVML: Driver/library version mismatch");

    /**
     * What is known about an end.
     *
     * @param code the exit code that a shell gives, empty when nobody noted it
     * @param stop why it was asked to end, empty when it was not
     * @param killed whether KILL was sent to it
     * @param memoryKills whether the kernel ended a process for want of memory meanwhile
     * @param lastLines the last lines of its output
     */
    public record Facts(
            OptionalInt code,
            Optional<WorkerNotes.StopNote> stop,
            boolean killed,
            boolean memoryKills,
            List<String> lastLines) {}

    private ExitClassifier() {}

    /** The outcome. */
    public static ExitOutcome classify(Facts facts) {
        int code = facts.code().orElse(-1);
        if (code == 0 && facts.stop().isEmpty()) {
            return ExitOutcome.success();
        }
        int signal = code > SIGNAL_BASE && code <= SIGNAL_BASE + LAST_SIGNAL ? code - SIGNAL_BASE : 0;
        if (facts.stop().isPresent()) {
            WorkerNotes.StopNote stop = facts.stop().get();
            int by = signal == 0 && code < 0 && facts.killed() ? SIGKILL : signal;
            String cause = stop.why() + (facts.killed() ? " (had to be killed)" : "");
            return new ExitOutcome(stop.kind(), signal == 0 ? code : -1, by, cause, facts.lastLines());
        }
        if (code < 0) {
            return new ExitOutcome(
                    FailureKind.LOST,
                    -1,
                    0,
                    "vanished without an exit code; it may have been killed",
                    facts.lastLines());
        }
        if (signal != 0) {
            return signalled(signal, facts);
        }
        if ((code == NOT_FOUND || code == NOT_EXECUTABLE) && saysNotStarted(facts.lastLines())) {
            return new ExitOutcome(
                    FailureKind.START_FAILED, code, 0, "could not be started: " + last(facts), facts.lastLines());
        }
        Optional<String> memory = lineWith(facts.lastLines(), MEMORY_TEXTS);
        if (memory.isPresent()) {
            return new ExitOutcome(
                    FailureKind.OUT_OF_MEMORY, code, 0, "ran out of memory: " + memory.get(), facts.lastLines());
        }
        Optional<String> device = lineWith(facts.lastLines(), DEVICE_TEXTS);
        if (device.isPresent()) {
            return new ExitOutcome(FailureKind.DEVICE, code, 0, "a device failed: " + device.get(), facts.lastLines());
        }
        String said = last(facts);
        String cause = "ended with exit code " + code + (said.isEmpty() ? "" : ": " + said);
        return new ExitOutcome(FailureKind.USER_CODE, code, 0, cause, facts.lastLines());
    }

    private static ExitOutcome signalled(int signal, Facts facts) {
        if (signal == SIGKILL && facts.memoryKills()) {
            return new ExitOutcome(
                    FailureKind.OUT_OF_MEMORY,
                    -1,
                    signal,
                    "killed by the kernel while the machine was out of memory",
                    facts.lastLines());
        }
        String cause = "ended by signal " + signal + name(signal) + ", which Attune did not send";
        return new ExitOutcome(FailureKind.SIGNAL, -1, signal, cause, facts.lastLines());
    }

    private static boolean saysNotStarted(List<String> lines) {
        // The shell names itself "attune", which the command does not.
        return !lines.isEmpty() && lines.get(lines.size() - 1).startsWith("attune: ");
    }

    private static Optional<String> lineWith(List<String> lines, List<String> texts) {
        return lines.stream()
                .filter(line -> texts.stream().anyMatch(line::contains))
                .findFirst();
    }

    private static String last(Facts facts) {
        List<String> lines = facts.lastLines();
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i).strip();
            if (!line.isEmpty()) {
                return line.length() > 200 ? line.substring(0, 200) + "…" : line;
            }
        }
        return "";
    }

    private static String name(int signal) {
        switch (signal) {
            case 1:
                return " (SIGHUP)";
            case 2:
                return " (SIGINT)";
            case 3:
                return " (SIGQUIT)";
            case 4:
                return " (SIGILL)";
            case 6:
                return " (SIGABRT)";
            case 7:
                return " (SIGBUS)";
            case 8:
                return " (SIGFPE)";
            case 9:
                return " (SIGKILL)";
            case 11:
                return " (SIGSEGV)";
            case 13:
                return " (SIGPIPE)";
            case 15:
                return " (SIGTERM)";
            default:
                return "";
        }
    }
}
