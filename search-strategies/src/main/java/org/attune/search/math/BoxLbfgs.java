package org.attune.search.math;

import java.util.Arrays;

/**
 * Minimises a smooth function in a box by projected L-BFGS: limited-memory BFGS (Nocedal, 1980) on the variables that
 * do not press against a bound, with a backtracking line search along the projected path (Bertsekas, 1982). Every
 * step lowers the function, so that the best point seen is the last one, wherever the search is cut.
 */
public final class BoxLbfgs {

    /** Values that are not finite are taken as infinitely bad. */
    @FunctionalInterface
    public interface Function {

        /**
         * Evaluates.
         *
         * @param x the point, within the box
         * @param gradient receives the gradient
         * @return the value
         */
        double at(double[] x, double[] gradient);
    }

    /**
     * Where the search ended.
     *
     * @param x the best point
     * @param value its value
     * @param evaluations how often the function was evaluated
     */
    public record Result(double[] x, double value, int evaluations) {}

    private static final int MEMORY = 8;
    private static final double ARMIJO = 1e-4;
    private static final int MOST_HALVINGS = 12;

    private final double[] low;
    private final double[] high;
    private final int mostEvaluations;
    private final double tolerance;

    /**
     * A search in a box.
     *
     * @param low the lower bounds
     * @param high the upper bounds, each at least the lower one
     * @param mostEvaluations the limit of work
     * @param tolerance the projected gradient, in its largest element, at which the search has converged
     */
    public BoxLbfgs(double[] low, double[] high, int mostEvaluations, double tolerance) {
        this.low = low.clone();
        this.high = high.clone();
        this.mostEvaluations = mostEvaluations;
        this.tolerance = tolerance;
    }

    /** Searches from a point, which is moved into the box first. */
    public Result minimise(Function function, double[] start) {
        return new Run(function, start).run();
    }

    private final class Run {

        private final Function function;
        private final int n;
        private double[] x;
        private double[] gradient;
        private double value;
        private int evaluations;
        private final double[][] steps = new double[MEMORY][];
        private final double[][] changes = new double[MEMORY][];
        private final double[] curvatures = new double[MEMORY];
        private int pairs;
        private int newest = -1;

        Run(Function function, double[] start) {
            this.function = function;
            this.n = start.length;
            this.x = start.clone();
            project(x);
            this.gradient = new double[n];
            this.value = evaluate(x, gradient);
        }

        private double evaluate(double[] point, double[] into) {
            evaluations++;
            double found = function.at(point, into);
            return Double.isFinite(found) ? found : Double.POSITIVE_INFINITY;
        }

        private void project(double[] point) {
            for (int i = 0; i < n; i++) {
                point[i] = Math.max(low[i], Math.min(high[i], point[i]));
            }
        }

        private boolean held(int i) {
            return (x[i] <= low[i] && gradient[i] >= 0) || (x[i] >= high[i] && gradient[i] <= 0);
        }

        private double steepness() {
            double most = 0;
            for (int i = 0; i < n; i++) {
                if (!held(i)) {
                    most = Math.max(most, Math.abs(gradient[i]));
                }
            }
            return most;
        }

        Result run() {
            while (evaluations < mostEvaluations && Double.isFinite(value) && steepness() > tolerance) {
                double[] direction = direction();
                if (!step(direction)) {
                    if (pairs == 0) {
                        break;
                    }
                    // the memory misled: start again from the gradient alone
                    pairs = 0;
                }
            }
            return new Result(x, value, evaluations);
        }

        /** The two-loop recursion on the free variables. */
        private double[] direction() {
            double[] d = new double[n];
            for (int i = 0; i < n; i++) {
                d[i] = held(i) ? 0 : -gradient[i];
            }
            double[] alphas = new double[MEMORY];
            for (int k = 0; k < pairs; k++) {
                int at = Math.floorMod(newest - k, MEMORY);
                alphas[at] = freeDot(steps[at], d) / curvatures[at];
                add(d, changes[at], -alphas[at]);
            }
            if (pairs > 0) {
                double yy = freeDot(changes[newest], changes[newest]);
                double scale = yy > 0 ? curvatures[newest] / yy : 1;
                for (int i = 0; i < n; i++) {
                    d[i] *= scale;
                }
            }
            for (int k = pairs - 1; k >= 0; k--) {
                int at = Math.floorMod(newest - k, MEMORY);
                double beta = freeDot(changes[at], d) / curvatures[at];
                add(d, steps[at], alphas[at] - beta);
            }
            double slope = 0;
            for (int i = 0; i < n; i++) {
                d[i] = held(i) ? 0 : d[i];
                slope += d[i] * gradient[i];
            }
            if (!(slope < 0)) {
                pairs = 0;
                for (int i = 0; i < n; i++) {
                    d[i] = held(i) ? 0 : -gradient[i];
                }
            }
            return d;
        }

        private double freeDot(double[] a, double[] b) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += held(i) ? 0 : a[i] * b[i];
            }
            return sum;
        }

        private void add(double[] d, double[] other, double factor) {
            for (int i = 0; i < n; i++) {
                d[i] += held(i) ? 0 : factor * other[i];
            }
        }

        private boolean step(double[] direction) {
            double length = 1;
            if (pairs == 0) {
                // a first step of a moderate size: nothing is known of the scale yet
                double most = Arrays.stream(direction).map(Math::abs).max().orElse(0);
                length = most > 0 ? Math.min(1, 0.5 / most) : 1;
            }
            double[] next = new double[n];
            double[] nextGradient = new double[n];
            for (int halving = 0; halving < MOST_HALVINGS && evaluations < mostEvaluations; halving++) {
                double expected = 0;
                double moved = 0;
                for (int i = 0; i < n; i++) {
                    next[i] = Math.max(low[i], Math.min(high[i], x[i] + length * direction[i]));
                    expected += gradient[i] * (next[i] - x[i]);
                    moved = Math.max(moved, Math.abs(next[i] - x[i]));
                }
                if (moved == 0) {
                    return false;
                }
                double found = evaluate(next, nextGradient);
                if (found <= value + ARMIJO * expected && found < value) {
                    remember(next, nextGradient);
                    boolean progress = value - found > 1e-12 * (1 + Math.abs(value));
                    x = next;
                    gradient = nextGradient;
                    value = found;
                    return progress;
                }
                length *= Double.isFinite(found) ? shorter(length, expected, found) : 0.1;
            }
            return false;
        }

        /** The factor by which the step shrinks: to the minimum of the parabola through what is known, within bounds. */
        private double shorter(double length, double expected, double found) {
            double curvature = found - value - expected;
            double factor = curvature > 0 ? -expected / (2 * curvature) : 0.5;
            return Math.max(0.1, Math.min(0.5, factor));
        }

        private void remember(double[] next, double[] nextGradient) {
            double[] s = new double[n];
            double[] y = new double[n];
            double sy = 0;
            double yy = 0;
            for (int i = 0; i < n; i++) {
                s[i] = next[i] - x[i];
                y[i] = nextGradient[i] - gradient[i];
                sy += s[i] * y[i];
                yy += y[i] * y[i];
            }
            if (sy > 1e-10 * yy) {
                newest = (newest + 1) % MEMORY;
                steps[newest] = s;
                changes[newest] = y;
                curvatures[newest] = sy;
                pairs = Math.min(MEMORY, pairs + 1);
            }
        }
    }
}
