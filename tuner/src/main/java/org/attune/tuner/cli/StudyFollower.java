package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * Follows a study to its end and shows how it goes: one line that rewrites itself for a person, one line for each ended
 * trial elsewhere.
 */
final class StudyFollower {

    private static final int WAIT_SECONDS = 1;
    private static final int UNREACHABLE_TRIES = 20;
    private static final int FAILURES_SHOWN = 5;
    /** No wrapping while the line is written, so that a terminal that was made narrower cuts it too. */
    private static final String LINE_BEGIN = "\r\u001B[K\u001B[?7l";

    private static final String LINE_END = "\u001B[?7h";

    private final RestClient client;
    private final Terminal terminal;
    private final String study;
    private final boolean quiet;
    private final boolean rewrites;
    private final Set<Integer> told = new HashSet<>();
    private final PreparationNews news;
    private boolean lineShown;
    private int failuresShown;
    private int endedAtStart;

    StudyFollower(RestClient client, Terminal terminal, String study, boolean quiet) {
        this.client = client;
        this.terminal = terminal;
        this.study = study;
        this.quiet = quiet;
        this.rewrites = terminal.rewrites();
        this.news = new PreparationNews(client, terminal, study);
    }

    /**
     * Returns when the study has ended or was paused, with its last summary.
     *
     * @param deadlineNanos {@link System#nanoTime} at which to give up with exit code 8; {@link Long#MAX_VALUE} for
     *     never
     */
    JsonNode follow(long deadlineNanos) {
        String cursor = "";
        long began = System.nanoTime();
        int failures = 0;
        while (true) {
            JsonNode answer;
            try {
                answer = client.get(watch(cursor));
                failures = 0;
            } catch (CliFailure failure) {
                Interrupts.giveWay();
                boolean restored = failure.problem().equals("CURSOR_EXPIRED");
                boolean away = failure.exitCode() == ExitCode.UNREACHABLE
                        || failure.problem().equals("UNAVAILABLE");
                if ((!away && !restored) || ++failures > UNREACHABLE_TRIES || expired(deadlineNanos)) {
                    clear();
                    throw failure;
                }
                cursor = restored ? "" : cursor;
                Pause.millis(Math.min(5_000, 100L << Math.min(failures, 6)));
                continue;
            }
            Interrupts.giveWay();
            boolean fresh = cursor.isEmpty();
            cursor = answer.path("cursor").asText();
            JsonNode summary = answer.path("summary");
            if (fresh) {
                endedAtStart = StudyTables.ended(summary.path("trials")) - told.size();
            }
            show(answer, summary, (System.nanoTime() - began) / 1e9);
            if (over(summary) && !answer.path("more").asBoolean(false)) {
                clear();
                return summary;
            }
            if (expired(deadlineNanos)) {
                clear();
                throw new CliFailure(
                        ExitCode.TIMED_OUT,
                        "the time ran out; study " + study + " is "
                                + summary.path("state").asText());
            }
        }
    }

    private String watch(String cursor) {
        String after = cursor.isEmpty() ? "" : "?after=" + RestClient.encode(cursor) + "&waitSeconds=" + WAIT_SECONDS;
        return RestReader.path(study) + "/watch" + after;
    }

    private static boolean expired(long deadlineNanos) {
        return deadlineNanos != Long.MAX_VALUE && System.nanoTime() - deadlineNanos > 0;
    }

    private static boolean over(JsonNode summary) {
        return switch (summary.path("state").asText()) {
            case "SUCCEEDED", "FAILED", "CANCELLED" -> true;
            case "PAUSED" -> StudyTables.running(summary.path("trials")) == 0;
            default -> false;
        };
    }

    private void show(JsonNode answer, JsonNode summary, double seconds) {
        if (quiet) {
            return;
        }
        if (StudyTables.running(summary.path("trials")) > 0) {
            news.tell(this::clear, StudyTables.ended(summary.path("trials")));
        }
        Style style = terminal.errStyle();
        JsonNode trials = answer.path("trials");
        for (JsonNode trial : trials) {
            if (news(trial)) {
                told.add(trial.path("number").asInt());
                tell(trial, summary, endedAtStart + told.size(), style);
            }
        }
        int omitted = answer.path("omitted").asInt(0);
        if (!rewrites && omitted > 0) {
            terminal.err().println("  (" + omitted + " more trials changed before these)");
        }
        if (rewrites) {
            String line = Progress.line(summary, style, terminal.width() - 1, seconds, endedAtStart);
            terminal.err().print(LINE_BEGIN + line + LINE_END);
            lineShown = true;
        }
        terminal.err().flush();
    }

    private boolean news(JsonNode trial) {
        boolean ended = switch (trial.path("state").asText()) {
            case "SUCCEEDED", "PRUNED", "FAILED", "INFEASIBLE", "CANCELLED" -> true;
            default -> false;
        };
        return ended && !told.contains(trial.path("number").asInt());
    }

    /** A line for each ended trial; where one line rewrites itself, only for the first few that failed. */
    private void tell(JsonNode trial, JsonNode summary, int ended, Style style) {
        if (!rewrites) {
            terminal.err().println(Progress.trial(trial, summary, ended, style));
        } else if (trial.path("state").asText().equals("FAILED") && failuresShown < FAILURES_SHOWN) {
            failuresShown++;
            clear();
            String reason = Columns.clean(trial.path("reason").asText());
            terminal.err()
                    .println(Columns.cut(
                            style.red(style.failed() + "trial "
                                            + trial.path("number").asText()) + "  " + reason,
                            terminal.width() - 1,
                            style));
        }
    }

    /** Clears the progress line, so that the next words begin on a clean one. */
    private void clear() {
        if (lineShown) {
            terminal.err().print("\r\u001B[K");
            terminal.err().flush();
            lineShown = false;
        }
    }
}
