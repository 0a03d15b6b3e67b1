package org.attune.search.stopping;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The curves of all trials of a study, in the order in which they began; those of ended trials stay. */
final class Curves {

    private final Map<Integer, Curve> known = new LinkedHashMap<>();
    private final Set<Integer> over = new HashSet<>();

    /** The curve of a trial that reports, before this value; null when it has ended or the step is not above all before. */
    @Nullable
    Curve next(int trial, long step) {
        if (over.contains(trial)) {
            return null;
        }
        Curve own = known.computeIfAbsent(trial, number -> new Curve());
        return step <= own.lastStep() ? null : own;
    }

    /** The trial has ended. */
    void end(int trial) {
        over.add(trial);
    }

    /** The trial has ended, and its curve is of no more use. */
    void forget(int trial) {
        end(trial);
        known.remove(trial);
    }

    /** Something of each curve but one that reaches a step. O(trials). */
    double[] othersAt(long step, Curve own, ToDoubleFunction<Curve> what) {
        double[] found = new double[known.size()];
        int count = 0;
        for (Curve curve : known.values()) {
            if (curve != own && curve.reaches(step)) {
                found[count++] = what.applyAsDouble(curve);
            }
        }
        return Arrays.copyOf(found, count);
    }
}
