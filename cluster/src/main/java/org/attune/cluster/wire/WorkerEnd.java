package org.attune.cluster.wire;

import java.util.List;
import java.util.Objects;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.WorkerUsage;
import org.jspecify.annotations.Nullable;

/**
 * How one rank ended, after everything it reported was stored.
 *
 * @param rank the rank
 * @param outcome how it ended
 * @param parseReport one line on the metrics that were read; empty when none were wanted of this rank
 * @param alsoPrinted names of metrics that were printed but are not collected, at most 50
 * @param usage what it used; null when it was not measured
 */
public record WorkerEnd(
        int rank,
        ExitOutcome outcome,
        String parseReport,
        List<String> alsoPrinted,
        @Nullable WorkerUsage usage) {

    /** Most lines of an outcome that travel. */
    public static final int LINES_MAX = 40;

    /** Most characters of one of these lines. */
    public static final int LINE_LENGTH_MAX = 1000;

    private static final int NAMES_MAX = 50;
    private static final int NAME_LENGTH_MAX = 256;

    /** Cuts what is too long for a message. */
    public WorkerEnd {
        Objects.requireNonNull(outcome, "outcome");
        outcome = new ExitOutcome(
                outcome.kind(),
                outcome.exitCode(),
                outcome.signal(),
                cut(outcome.cause(), LINE_LENGTH_MAX),
                outcome.lastLines().stream()
                        .skip(Math.max(0, outcome.lastLines().size() - LINES_MAX))
                        .map(line -> cut(line, LINE_LENGTH_MAX))
                        .toList());
        parseReport = cut(parseReport, LINE_LENGTH_MAX);
        alsoPrinted = alsoPrinted.stream()
                .limit(NAMES_MAX)
                .map(name -> cut(name, NAME_LENGTH_MAX))
                .toList();
    }

    /** An end of which nobody measured what was used. */
    public WorkerEnd(int rank, ExitOutcome outcome, String parseReport, List<String> alsoPrinted) {
        this(rank, outcome, parseReport, alsoPrinted, null);
    }

    /** The same with what was used. */
    public WorkerEnd with(WorkerUsage used) {
        return new WorkerEnd(rank, outcome, parseReport, alsoPrinted, used);
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }
}
