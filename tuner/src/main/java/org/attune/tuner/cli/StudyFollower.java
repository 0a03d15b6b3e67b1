package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.TimeUnit;

/**
 * Follows a study to its end and shows how it goes: one line that rewrites itself for a person, one line for each ended
 * trial elsewhere.
 */
final class StudyFollower {

    private static final int WAIT_SECONDS = 1;
    private static final int UNREACHABLE_TRIES = 20;

    private final RestClient client;
    private final Terminal terminal;
    private final String study;
    private final boolean quiet;
    private boolean lineShown;

    StudyFollower(RestClient client, Terminal terminal, String study, boolean quiet) {
        this.client = client;
        this.terminal = terminal;
        this.study = study;
        this.quiet = quiet;
    }

    /**
     * Returns when the study has ended or was paused, with its last summary.
     *
     * @param deadlineNanos {@link System#nanoTime} at which to give up with exit code 8; {@link Long#MAX_VALUE} for never
     */
    JsonNode follow(long deadlineNanos) {
        Style style = terminal.errStyle();
        String cursor = "";
        long began = System.nanoTime();
        int endedAtStart = -1;
        int failures = 0;
        while (true) {
            JsonNode answer;
            try {
                answer = client.get(RestReader.path(study) + "/watch"
                        + (cursor.isEmpty()
                                ? ""
                                : "?after=" + RestClient.encode(cursor) + "&waitSeconds=" + WAIT_SECONDS));
                failures = 0;
            } catch (CliFailure failure) {
                if (failure.exitCode() != ExitCode.UNREACHABLE || ++failures > UNREACHABLE_TRIES) {
                    clear();
                    throw failure;
                }
                pause(Math.min(5_000, 100L << Math.min(failures, 6)));
                continue;
            }
            cursor = answer.path("cursor").asText();
            JsonNode summary = answer.path("summary");
            if (endedAtStart < 0) {
                endedAtStart = StudyTables.ended(summary.path("trials"));
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            show(answer, summary, style, seconds, endedAtStart);
            String state = summary.path("state").asText();
            boolean over = state.equals("SUCCEEDED")
                    || state.equals("FAILED")
                    || state.equals("CANCELLED")
                    || (state.equals("PAUSED") && StudyTables.running(summary.path("trials")) == 0);
            if (over && !answer.path("more").asBoolean(false)) {
                clear();
                return summary;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                clear();
                throw new CliFailure(
                        ExitCode.TIMED_OUT, "the time ran out; study " + study + " is still " + state + " and goes on");
            }
        }
    }

    private void show(JsonNode answer, JsonNode summary, Style style, double seconds, int endedAtStart) {
        if (quiet) {
            return;
        }
        if (terminal.errIsTty()) {
            String line = Progress.line(summary, style, seconds, endedAtStart);
            terminal.err().print("\r" + line + "\u001B[K");
            terminal.err().flush();
            lineShown = true;
            return;
        }
        for (JsonNode trial : answer.path("trials")) {
            if (isEnded(trial.path("state").asText())) {
                terminal.err().println(trialLine(trial, summary, style));
            }
        }
        terminal.err().flush();
    }

    private static String trialLine(JsonNode trial, JsonNode summary, Style style) {
        StringBuilder line = new StringBuilder();
        int max = summary.path("maxTrials").asInt(0);
        line.append(StudyTables.ended(summary.path("trials")));
        if (max > 0) {
            line.append('/').append(max);
        }
        line.append("  trial ").append(trial.path("number").asText());
        line.append("  ").append(style.state(trial.path("state").asText()));
        String metric = StudyTables.metric(summary);
        if (trial.path("metrics").has(metric)) {
            line.append("  ").append(metric).append(' ').append(Numbers.of(trial.path("metrics").get(metric)));
        }
        if (trial.path("state").asText().equals("FAILED")) {
            line.append("  ").append(trial.path("reason").asText());
        }
        String best = Progress.best(summary, style);
        return best.isEmpty() ? line.toString() : line.append("   ").append(best).toString();
    }

    /** Clears the progress line, so that the next words begin on a clean one. */
    void clear() {
        if (lineShown) {
            terminal.err().print("\r\u001B[K");
            terminal.err().flush();
            lineShown = false;
        }
    }

    private static boolean isEnded(String state) {
        return switch (state) {
            case "SUCCEEDED", "PRUNED", "FAILED", "INFEASIBLE", "CANCELLED" -> true;
            default -> false;
        };
    }

    private static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
