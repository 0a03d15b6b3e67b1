package org.attune.tuner.study;

import java.util.Arrays;
import org.attune.search.strategy.Goal;
import org.attune.tuner.spec.ObjectiveSpec.Take;

/**
 * The values of one objective of one trial by step. The last value of a step wins. An attempt overwrites its
 * predecessors from the first step that it reports: it began again there, perhaps from a checkpoint. Points at the end
 * cost O(1), others O(steps). Beyond {@value #STEPS_MAX} steps the older half is folded into one smallest and one
 * largest value.
 */
final class Curve {

    /** Steps that are kept apart. */
    static final int STEPS_MAX = 65_536;

    private static final double[] NO_VALUES = {};

    private long[] steps = {};
    private double[] values = NO_VALUES;
    private int size;
    private int attempt;
    private double foldedMin = Double.NaN;
    private double foldedMax = Double.NaN;

    /** Whether points of this attempt still count: none of a later one has been seen. */
    boolean counts(int ofAttempt) {
        return ofAttempt >= attempt;
    }

    /** Takes a value; false when it comes from an attempt that another has overtaken. */
    boolean add(int ofAttempt, long step, double value) {
        if (!counts(ofAttempt)) {
            return false;
        }
        int at = size == 0 || steps[size - 1] < step ? size : position(step);
        if (ofAttempt > attempt) {
            attempt = ofAttempt;
            size = at;
        }
        if (at < size && steps[at] == step) {
            values[at] = value;
            return true;
        }
        if (size == STEPS_MAX) {
            fold();
            at = position(step);
        }
        insert(at, step, value);
        return true;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The value that counts; NaN when there is none, or when it is NaN itself. */
    double taken(Take take, Goal goal) {
        if (size == 0) {
            return Double.NaN;
        }
        return switch (take) {
            case LAST -> values[size - 1];
            case MIN -> least();
            case MAX -> most();
            case BEST -> goal == Goal.MINIMIZE ? least() : most();
        };
    }

    /** The step of the value that counts, the first of several equal ones; -1 when there is none. */
    long stepOf(double taken) {
        if (size == 0) {
            return -1;
        }
        if (Double.compare(values[size - 1], taken) == 0) {
            int first = size - 1;
            for (int i = size - 2; i >= 0; i--) {
                first = Double.compare(values[i], taken) == 0 ? i : first;
            }
            return steps[first];
        }
        for (int i = 0; i < size; i++) {
            if (Double.compare(values[i], taken) == 0) {
                return steps[i];
            }
        }
        return -1;
    }

    /** The largest step; -1 when there is none. */
    long lastStep() {
        return size == 0 ? -1 : steps[size - 1];
    }

    private double least() {
        double best = foldedMin;
        for (int i = 0; i < size; i++) {
            best = Double.isNaN(best) || values[i] < best ? values[i] : best;
        }
        return best;
    }

    private double most() {
        double best = foldedMax;
        for (int i = 0; i < size; i++) {
            best = Double.isNaN(best) || values[i] > best ? values[i] : best;
        }
        return best;
    }

    private int position(long step) {
        int found = Arrays.binarySearch(steps, 0, size, step);
        return found >= 0 ? found : -found - 1;
    }

    private void insert(int at, long step, double value) {
        if (size == steps.length) {
            int larger = Math.min(STEPS_MAX, Math.max(8, size * 2));
            steps = Arrays.copyOf(steps, larger);
            values = Arrays.copyOf(values, larger);
        }
        System.arraycopy(steps, at, steps, at + 1, size - at);
        System.arraycopy(values, at, values, at + 1, size - at);
        steps[at] = step;
        values[at] = value;
        size++;
    }

    private void fold() {
        int half = size / 2;
        for (int i = 0; i < half; i++) {
            foldedMin = Double.isNaN(foldedMin) || values[i] < foldedMin ? values[i] : foldedMin;
            foldedMax = Double.isNaN(foldedMax) || values[i] > foldedMax ? values[i] : foldedMax;
        }
        System.arraycopy(steps, half, steps, 0, size - half);
        System.arraycopy(values, half, values, 0, size - half);
        size -= half;
    }
}
