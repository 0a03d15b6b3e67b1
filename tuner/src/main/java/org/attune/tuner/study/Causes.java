package org.attune.tuner.study;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.FailureKind;

/** Says in a sentence why an attempt came to nothing, and who is to be charged. */
final class Causes {

    private static final int PRINTED_MAX = 12;

    private Causes() {}

    /** Whether the failure is one of machines and networks; otherwise it is the program's own. */
    static boolean infrastructure(FailureKind kind) {
        return switch (kind) {
            case DEVICE, NODE, LOST, INTERNAL, KILLED -> true;
            default -> false;
        };
    }

    /** The first cause, with its rank when there are several. */
    static String text(GangOutcome outcome, int workers) {
        String cause = outcome.first().cause();
        return workers > 1 && !outcome.first().succeeded() ? "rank " + outcome.firstRank() + ": " + cause : cause;
    }

    /** What is to be said when all went well, but the objective was never seen. */
    static String noObjective(String metric, GangOutcome outcome) {
        StringBuilder text = new StringBuilder("no value of ").append(metric).append(" was reported");
        if (!outcome.parseReport().isEmpty()) {
            text.append(": ").append(outcome.parseReport());
        }
        List<String> printed = outcome.alsoPrinted();
        if (!printed.isEmpty()) {
            text.append("; also printed: ")
                    .append(String.join(", ", printed.subList(0, Math.min(PRINTED_MAX, printed.size()))));
            if (printed.size() > PRINTED_MAX) {
                text.append(" and ").append(printed.size() - PRINTED_MAX).append(" more");
            }
        }
        nearest(metric, printed)
                .ifPresentOrElse(
                        name -> text.append("; if that is what is meant, write objective: {metric: ")
                                .append(name)
                                .append("}"),
                        () -> text.append("; print it as a line ")
                                .append(metric)
                                .append("=VALUE"));
        return text.toString();
    }

    /**
     * The printed name that is probably meant: the same but for case and separators, a part of it, or a few edits away.
     */
    static Optional<String> nearest(String metric, List<String> printed) {
        String wanted = fold(metric);
        String best = null;
        int bestScore = Integer.MAX_VALUE;
        for (String name : printed) {
            String folded = fold(name);
            int score;
            if (folded.equals(wanted)) {
                score = 0;
            } else if (folded.length() > 2 && (folded.contains(wanted) || wanted.contains(folded))) {
                score = 1;
            } else {
                int distance = distance(wanted, folded);
                score = distance <= Math.max(1, Math.max(wanted.length(), folded.length()) / 3) ? 1 + distance : -1;
            }
            if (score >= 0 && score < bestScore && folded.length() > 2) {
                best = name;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    private static String fold(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return plain.length() > 64 ? plain.substring(0, 64) : plain;
    }

    /** Edits from one text to the other (Levenshtein, 1966). */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
