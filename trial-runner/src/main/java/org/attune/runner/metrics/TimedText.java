package org.attune.runner.metrics;

import java.time.InstantSource;

/**
 * A text that looks at the clock while a pattern walks over it, which is the only way to stop one: a pattern of somebody
 * else's can be slow without bound.
 */
public final class TimedText implements CharSequence {

    private static final int LOOK_EVERY = 4_096;

    /** The time is over. */
    public static final class OverBudget extends RuntimeException {
        private static final long serialVersionUID = 1;

        OverBudget() {
            super("over budget", null, false, false);
        }
    }

    private final CharSequence text;
    private final InstantSource clock;
    private final long deadline;
    private int reads;

    /**
     * A text and until when it may be read.
     *
     * @param deadline in epoch milliseconds; {@link #charAt} throws {@link OverBudget} soon after it
     */
    public TimedText(CharSequence text, InstantSource clock, long deadline) {
        this.text = text;
        this.clock = clock;
        this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
        if (++reads % LOOK_EVERY == 0 && clock.millis() > deadline) {
            throw new OverBudget();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
