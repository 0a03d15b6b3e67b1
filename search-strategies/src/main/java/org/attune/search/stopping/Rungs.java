package org.attune.search.stopping;

import java.util.ArrayList;
import java.util.List;

/**
 * The steps at which rules that halve successively look at trials: min, min·eta, min·eta², … below max, and max itself
 * where it is known.
 *
 * @param levels ascending, 1 or more each
 * @param capped whether the last one is the step of a whole trial; otherwise the ladder ends where numbers do
 * @param eta one in eta goes on from a rung to the next
 */
public record Rungs(List<Long> levels, boolean capped, int eta) {

    /** The largest reduction factor. */
    static final int MOST_ETA = 1_000;

    private static final Rungs USUAL = of(1, Long.MAX_VALUE, 3);

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException when there is no rung or they do not ascend from 1
     */
    public Rungs {
        levels = List.copyOf(levels);
        if (levels.isEmpty() || levels.get(0) < 1) {
            throw new IllegalArgumentException("rungs " + levels + ", expected at least one, from 1 on");
        }
        for (int i = 1; i < levels.size(); i++) {
            if (levels.get(i) <= levels.get(i - 1)) {
                throw new IllegalArgumentException("rungs " + levels + ", expected in ascending order");
            }
        }
    }

    /**
     * The rungs from min on.
     *
     * @param max the step of a whole trial; {@link Long#MAX_VALUE} when nobody knows
     */
    public static Rungs of(long min, long max, int eta) {
        List<Long> levels = new ArrayList<>();
        long step = min;
        while (step < max) {
            levels.add(step);
            if (step > Long.MAX_VALUE / eta) {
                break;
            }
            step *= eta;
        }
        boolean capped = max != Long.MAX_VALUE;
        if (capped) {
            levels.add(max);
        }
        return new Rungs(levels, capped, eta);
    }

    /** 1, 3, 9, 27, …: where curves are looked at when no rule says otherwise. */
    public static Rungs usual() {
        return USUAL;
    }

    /** How many there are. */
    public int size() {
        return levels.size();
    }

    /** The step of a rung, counted from 0. */
    public long level(int rung) {
        return levels.get(rung);
    }

    /** The last rung; of an open ladder one that no trial reaches. */
    public int top() {
        return levels.size() - 1;
    }

    /** The rungs from one on, as a bracket that begins there climbs them. */
    Rungs from(int rung) {
        return new Rungs(levels.subList(rung, levels.size()), capped, eta);
    }
}
