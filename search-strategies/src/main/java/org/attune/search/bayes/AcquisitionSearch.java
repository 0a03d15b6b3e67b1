package org.attune.search.bayes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.attune.search.math.BoxLbfgs;
import org.attune.search.math.Seeds;
import org.attune.search.math.SobolSequence;
import org.attune.search.space.UnitCube;

/**
 * Looks for the point of the space where an acquisition function is greatest. Many points are evaluated, quasi-random
 * ones and changes of the best results; from the most promising ones climbs start that alternate between the numeric
 * parameters, by their gradient, and all values of the others, one parameter at a time. The work is counted, never
 * timed, so that a search is repeatable; the candidates are ranked first, so that a search without climbs is valid too.
 */
final class AcquisitionSearch {

    /** Ordered parameters with at most so many values are searched value by value, not by gradient. */
    private static final int FEW_LEVELS = 12;
    /** The most values of a category that are tried in one step. */
    private static final int MOST_VALUES = 24;

    private static final int MOST_STEPS = 12;
    private static final int ROUNDS = 2;

    /**
     * How much work is done.
     *
     * @param candidates quasi-random points
     * @param changes changed points around the best results
     * @param climbs the number of climbs
     * @param evaluations of the gradient, a climb and round
     */
    record Effort(int candidates, int changes, int climbs, int evaluations) {

        /** Less the more points the model has, as each evaluation is dearer. */
        static Effort of(int points) {
            if (points <= 100) {
                return new Effort(512, 256, 8, 30);
            }
            return points <= 200
                    ? new Effort(384, 192, 6, 25)
                    : points <= 400 ? new Effort(256, 128, 5, 20) : new Effort(128, 64, 4, 20);
        }
    }

    /** A settled point and what the acquisition function says of it. */
    record Point(double[] coordinates, double[] input, double value) {}

    private final UnitCube cube;
    private final Inputs inputs;
    private final Box box;
    private final BooleanSupplier late;
    private final boolean[] climbed;

    /**
     * A search.
     *
     * @param late whether the time is over: then it ends with what it has, the first candidates at least
     */
    AcquisitionSearch(UnitCube cube, Inputs inputs, Box box, BooleanSupplier late) {
        this.cube = cube;
        this.inputs = inputs;
        this.box = box;
        this.late = late;
        this.climbed = new boolean[cube.dimensions()];
        for (int i = 0; i < climbed.length; i++) {
            climbed[i] = cube.levels(i) < 0 || (cube.ordered(i) && cube.levels(i) > FEW_LEVELS);
        }
    }

    /** The part of the cube that is searched. */
    interface Box {

        /** The whole cube. */
        Box ALL = new Box() {};

        default double low(int dimension) {
            return 0;
        }

        default double high(int dimension) {
            return 1;
        }
    }

    /**
     * The points found, the most promising first.
     *
     * @param acquisition what is maximised
     * @param bases settled points of the best results, the best one first; may be empty
     * @param effort how much work is done
     * @param seed of everything random
     */
    List<Point> search(Acquisition acquisition, List<double[]> bases, Effort effort, long seed) {
        RandomGenerator random = Seeds.generator(seed);
        List<double[]> candidates = new ArrayList<>();
        SobolSequence sequence = new SobolSequence(cube.dimensions(), random.nextLong());
        for (int i = 0; i < effort.candidates(); i++) {
            double[] point = sequence.point(i);
            for (int d = 0; d < point.length; d++) {
                point[d] = box.low(d) + (box.high(d) - box.low(d)) * point[d];
            }
            candidates.add(point);
        }
        for (int i = 0; i < effort.changes() && !bases.isEmpty(); i++) {
            candidates.add(change(bases.get(i % bases.size()), i, random));
        }
        List<Point> found = evaluate(acquisition, candidates);
        if (!bases.isEmpty()) {
            found.addAll(evaluate(acquisition, neighbours(bases.get(0), random)));
        }
        found.sort(Comparator.comparingDouble(Point::value).reversed());
        List<Point> climbs = new ArrayList<>();
        for (Point start : starts(found, effort.climbs(), random)) {
            if (late.getAsBoolean()) {
                break;
            }
            climbs.add(climb(acquisition, start, effort, random));
        }
        climbs.addAll(found);
        climbs.sort(Comparator.comparingDouble(Point::value).reversed());
        return climbs;
    }

    /** A point near another one: a few of its parameters moved, a little or a lot. */
    private double[] change(double[] base, int index, RandomGenerator random) {
        double[] point = base.clone();
        double spread = index % 3 == 0 ? 0.1 : index % 3 == 1 ? 0.03 : 0.01;
        double share = Math.min(1, 20.0 / point.length) * (random.nextBoolean() ? 1 : 0.3);
        int sure = random.nextInt(point.length);
        for (int d = 0; d < point.length; d++) {
            if (d != sure && random.nextDouble() >= share) {
                continue;
            }
            if (climbed[d]) {
                double moved = point[d] + spread * random.nextGaussian();
                point[d] = Math.max(box.low(d), Math.min(box.high(d), moved));
            } else if (d == sure || random.nextDouble() < 0.3) {
                point[d] = random.nextDouble();
            }
        }
        return point;
    }

    private List<Point> evaluate(Acquisition acquisition, List<double[]> points) {
        int count = points.size();
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            boolean[] active = cube.settle(points.get(i));
            rows[i] = inputs.of(points.get(i), active);
        }
        double[] values = new double[count];
        int done = 0;
        for (int from = 0; from < count && (from == 0 || !late.getAsBoolean()); from += Acquisition.BLOCK) {
            done = Math.min(count, from + Acquisition.BLOCK);
            acquisition.values(rows, from, Math.min(Acquisition.BLOCK, count - from), values);
        }
        List<Point> evaluated = new ArrayList<>(count);
        for (int i = 0; i < done; i++) {
            evaluated.add(new Point(points.get(i), rows[i], values[i]));
        }
        return evaluated;
    }

    /** The best ones, and others drawn by how promising they are. */
    private static List<Point> starts(List<Point> ranked, int count, RandomGenerator random) {
        List<Point> starts = new ArrayList<>();
        int best = Math.min(ranked.size(), (count + 1) / 2);
        for (int i = 0; i < ranked.size() && starts.size() < best; i++) {
            if (starts.isEmpty() || distinct(starts, ranked.get(i))) {
                starts.add(ranked.get(i));
            }
        }
        double[] weights = new double[ranked.size()];
        double most = ranked.get(0).value();
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp(Math.max(-50, ranked.get(i).value() - most));
            total += weights[i];
        }
        for (int draws = 0; draws < 4 * count && starts.size() < count; draws++) {
            double at = random.nextDouble() * total;
            int i = 0;
            while (i + 1 < weights.length && at >= weights[i]) {
                at -= weights[i++];
            }
            if (distinct(starts, ranked.get(i))) {
                starts.add(ranked.get(i));
            }
        }
        return starts;
    }

    private static boolean distinct(List<Point> starts, Point point) {
        for (Point start : starts) {
            double far = 0;
            for (int d = 0; d < point.input().length; d++) {
                far = Math.max(far, Math.abs(start.input()[d] - point.input()[d]));
            }
            if (far < 0.02) {
                return false;
            }
        }
        return true;
    }

    private Point climb(Acquisition acquisition, Point start, Effort effort, RandomGenerator random) {
        Point best = start;
        for (int round = 0; round < ROUNDS && !late.getAsBoolean(); round++) {
            Point before = best;
            best = better(best, byGradient(acquisition, best, effort.evaluations()));
            best = byValues(acquisition, best, random);
            if (best.value() <= before.value() + 1e-6) {
                break;
            }
        }
        return best;
    }

    private static Point better(Point a, Point b) {
        return b.value() > a.value() ? b : a;
    }

    /** Moves the active numeric parameters along the gradient, in units of their length-scales. */
    private Point byGradient(Acquisition acquisition, Point start, int evaluations) {
        double[] base = start.coordinates().clone();
        boolean[] active = cube.settle(base);
        int[] moved = new int[climbed.length];
        int count = 0;
        for (int d = 0; d < climbed.length; d++) {
            if (climbed[d] && active[d]) {
                moved[count++] = d;
            }
        }
        if (count == 0) {
            return start;
        }
        int[] dimensions = Arrays.copyOf(moved, count);
        double[] unit = new double[count];
        double[] low = new double[count];
        double[] high = new double[count];
        double[] from = new double[count];
        for (int i = 0; i < count; i++) {
            double length = 1 / Math.sqrt(acquisition.process().kernel().weight(dimensions[i]));
            unit[i] = Math.max(0.05, Math.min(2, length));
            low[i] = box.low(dimensions[i]) / unit[i];
            high[i] = box.high(dimensions[i]) / unit[i];
            from[i] = base[dimensions[i]] / unit[i];
        }
        double[] input = start.input().clone();
        double[] gradient = new double[input.length];
        BoxLbfgs.Result result = new BoxLbfgs(low, high, evaluations, 1e-3)
                .minimise(
                        (x, into) -> {
                            for (int i = 0; i < dimensions.length; i++) {
                                input[dimensions[i]] = x[i] * unit[i];
                            }
                            if (late.getAsBoolean()) {
                                return Double.POSITIVE_INFINITY;
                            }
                            double value = acquisition.value(input, gradient);
                            for (int i = 0; i < dimensions.length; i++) {
                                into[i] = -gradient[dimensions[i]] * unit[i];
                            }
                            return -value;
                        },
                        from);
        for (int i = 0; i < count; i++) {
            base[dimensions[i]] = result.x()[i] * unit[i];
        }
        return evaluate(acquisition, List.of(base)).get(0);
    }

    /** Changes one parameter at a time to its best value, until no change is better. */
    private Point byValues(Acquisition acquisition, Point start, RandomGenerator random) {
        Point best = start;
        for (int step = 0; step < MOST_STEPS; step++) {
            List<double[]> neighbours = neighbours(best.coordinates(), random);
            if (neighbours.isEmpty()) {
                return best;
            }
            Point found = evaluate(acquisition, neighbours).stream()
                    .max(Comparator.comparingDouble(Point::value))
                    .orElse(best);
            if (found.value() <= best.value() + 1e-9) {
                return best;
            }
            best = found;
        }
        return best;
    }

    /** Points that differ in one parameter with listed values: any of them, or the next ones where there are many. */
    private List<double[]> neighbours(double[] base, RandomGenerator random) {
        double[] settled = base.clone();
        boolean[] active = cube.settle(settled);
        List<double[]> neighbours = new ArrayList<>();
        for (int d = 0; d < settled.length; d++) {
            long levels = cube.levels(d);
            if (!active[d] || levels < 2) {
                continue;
            }
            long at = cube.index(d, settled[d]);
            if (climbed[d]) {
                for (long next : new long[] {at - 1, at + 1}) {
                    if (next >= 0 && next < levels) {
                        neighbours.add(with(settled, d, cube.coordinate(d, next)));
                    }
                }
            } else if (levels <= MOST_VALUES) {
                for (long next = 0; next < levels; next++) {
                    if (next != at) {
                        neighbours.add(with(settled, d, cube.coordinate(d, next)));
                    }
                }
            } else {
                for (int i = 0; i < MOST_VALUES; i++) {
                    neighbours.add(with(settled, d, cube.coordinate(d, random.nextLong(levels))));
                }
            }
        }
        return neighbours;
    }

    private static double[] with(double[] base, int dimension, double coordinate) {
        double[] point = base.clone();
        point[dimension] = coordinate;
        return point;
    }
}
