package org.attune.runner.worker;

import java.util.Objects;

/**
 * One execution of a trial.
 *
 * @param studyUid the study's uid: 1 to 32 characters of {@code [a-z0-9]}
 * @param trial the trial's number within the study, from 1
 * @param attempt the attempt's number within the trial, from 1
 */
public record AttemptId(String studyUid, int trial, int attempt) implements Comparable<AttemptId> {

    /** Checks the parts; a name that could leave its folder is refused. */
    public AttemptId {
        Objects.requireNonNull(studyUid, "studyUid");
        if (!isUid(studyUid)) {
            throw new IllegalArgumentException(
                    "a study uid has 1 to 32 characters of a-z and 0-9, not \"" + studyUid + "\"");
        }
        if (trial < 1 || attempt < 1) {
            throw new IllegalArgumentException(
                    "trials and attempts count from 1, not trial " + trial + ", attempt " + attempt);
        }
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException when the text is not {@code uid-trial-aATTEMPT}
     */
    public static AttemptId parse(String text) {
        int last = text.lastIndexOf("-a");
        int middle = last < 0 ? -1 : text.lastIndexOf('-', last - 1);
        if (middle < 0) {
            throw new IllegalArgumentException("not an attempt, such as ab12cd34-7-a1: \"" + text + "\"");
        }
        try {
            return new AttemptId(
                    text.substring(0, middle),
                    Integer.parseInt(text.substring(middle + 1, last)),
                    Integer.parseInt(text.substring(last + 2)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not an attempt, such as ab12cd34-7-a1: \"" + text + "\"", e);
        }
    }

    private static boolean isUid(String text) {
        if (text.isEmpty() || text.length() > 32) {
            return false;
        }
        return text.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
    }

    @Override
    public int compareTo(AttemptId other) {
        int byStudy = studyUid.compareTo(other.studyUid);
        if (byStudy != 0) {
            return byStudy;
        }
        int byTrial = Integer.compare(trial, other.trial);
        return byTrial != 0 ? byTrial : Integer.compare(attempt, other.attempt);
    }

    /** The name used for folders and labels, such as {@code ab12cd34-7-a1}. */
    @Override
    public String toString() {
        return studyUid + "-" + trial + "-a" + attempt;
    }
}
