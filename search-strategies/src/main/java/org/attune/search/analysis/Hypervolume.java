package org.attune.search.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.attune.search.math.SobolSequence;

/**
 * The volume between points and a reference point: how good a set of compromises is, in one number that grows only when
 * the set gets better. Points are rows of which smaller is better, see {@link Pareto#minimised}. A point that is not
 * better than the reference everywhere, or holds a number that is not finite, adds nothing.
 *
 * <p>Exact: a sweep in O(n log n) for two and three objectives (Beume, Fonseca, López-Ibáñez, Paquete and Vahrenhold,
 * 2009), for more by exclusive volumes, one objective less at each level (While, Bradstreet and Barone, 2012). Work is
 * limited: where an exact answer would take more than about a second, it is estimated from scrambled Sobol points, and
 * says so.
 */
public final class Hypervolume {

    /** How far the reference lies behind the worst of the front, as a share of the front's extent. */
    static final double MARGIN = 0.1;

    private static final long MOST_STEPS = 10_000_000L;
    private static final int SAMPLES = 1 << 14;
    private static final long MOST_SAMPLE_STEPS = 20_000_000L;
    private static final int FEWEST_SAMPLES = 1 << 10;
    private static final int SWEEPING = 3;

    /**
     * A volume.
     *
     * @param value the volume, 0 or more
     * @param exact whether it is more than an estimate
     */
    public record Volume(double value, boolean exact) {}

    /**
     * The volume after a number of trials.
     *
     * @param trials how many of the points, from the first, are counted
     * @param volume their volume
     */
    public record Reached(int trials, Volume volume) {}

    private final double[] reference;
    private long stepsLeft;

    private Hypervolume(double[] reference, long steps) {
        this.reference = reference;
        this.stepsLeft = steps;
    }

    /**
     * A reference point for points that come without one: the worst value of each objective among the non-dominated
     * points, and a tenth of their extent behind it, so that the ends of the front count (Ishibuchi, Imada, Setoguchi
     * and Nojima, 2018, for the reasons). Where the front has no extent that of all points is taken, then the size of
     * the value, then 1. Zeros when no point is finite.
     */
    public static double[] referenceFor(double[][] points, int objectives) {
        double[][] finite = finite(points);
        double[] reference = new double[objectives];
        if (finite.length == 0) {
            return reference;
        }
        int[] front = Pareto.front(finite);
        for (int j = 0; j < objectives; j++) {
            int objective = j;
            double[] onFront =
                    Arrays.stream(front).mapToDouble(i -> finite[i][objective]).toArray();
            double worst = Arrays.stream(onFront).max().orElse(0);
            double extent = worst - Arrays.stream(onFront).min().orElse(0);
            if (extent == 0) {
                extent = Arrays.stream(finite)
                                .mapToDouble(row -> row[objective])
                                .max()
                                .orElse(0)
                        - worst;
            }
            if (extent == 0) {
                extent = worst == 0 ? 1 : Math.abs(worst);
            }
            reference[j] = worst + MARGIN * extent;
        }
        return reference;
    }

    /** The volume between points and a reference point of as many objectives. */
    public static Volume of(double[][] points, double[] reference) {
        return of(points, reference, MOST_STEPS, MOST_SAMPLE_STEPS);
    }

    private static Volume of(double[][] points, double[] reference, long steps, long sampleSteps) {
        double[][] counted = Arrays.stream(finite(points))
                .filter(point -> below(point, reference))
                .toArray(double[][]::new);
        double[][] front = rows(counted, Pareto.front(counted));
        Hypervolume run = new Hypervolume(reference, steps);
        double exact = run.volume(front, reference.length);
        return Double.isNaN(exact)
                ? new Volume(estimate(front, reference, sampleSteps), false)
                : new Volume(exact, true);
    }

    /**
     * How the volume grew, trial by trial: one entry where it changed, and for three objectives and more at most so many
     * of them, evenly chosen, with the last one always among them.
     *
     * @param points the trials' points in their order
     * @param reference the reference point
     * @param most the most entries, at least 1; two objectives and fewer have all
     */
    public static List<Reached> history(double[][] points, double[] reference, int most) {
        return reference.length <= 2 ? flatHistory(points, reference) : deepHistory(points, reference, most);
    }

    private static List<Reached> flatHistory(double[][] points, double[] reference) {
        List<Reached> history = new ArrayList<>();
        // one objective is two of which the second is always 0 below a reference of 1
        Staircase stairs = new Staircase(reference[0], reference.length == 2 ? reference[1] : 1);
        double before = 0;
        for (int i = 0; i < points.length; i++) {
            if (isFinite(points[i])) {
                stairs.add(points[i][0], reference.length == 2 ? points[i][1] : 0);
            }
            if (stairs.area() > before) {
                before = stairs.area();
                history.add(new Reached(i + 1, new Volume(before, true)));
            }
        }
        return history;
    }

    private static List<Reached> deepHistory(double[][] points, double[] reference, int most) {
        List<Integer> changes = new ArrayList<>();
        List<double[]> front = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            double[] point = points[i];
            if (isFinite(point) && below(point, reference) && front.stream().noneMatch(p -> weaklyBetter(p, point))) {
                front.removeIf(p -> weaklyBetter(point, p));
                front.add(point);
                changes.add(i + 1);
            }
        }
        List<Reached> history = new ArrayList<>();
        int entries = Math.min(Math.max(1, most), changes.size());
        for (int k = 1; k <= entries; k++) {
            int trials = changes.get((int) ((long) k * changes.size() / entries) - 1);
            Volume volume =
                    of(Arrays.copyOf(points, trials), reference, MOST_STEPS / entries, MOST_SAMPLE_STEPS / entries);
            history.add(new Reached(trials, volume));
        }
        return history;
    }

    private static boolean weaklyBetter(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
        }
        return true;
    }

    /** The volume of mutually non-dominated points in the first dimensions, or NaN when the work runs out. */
    private double volume(double[][] points, int dimensions) {
        stepsLeft -= (long) points.length * dimensions;
        if (stepsLeft < 0) {
            return Double.NaN;
        }
        if (points.length == 0) {
            return 0;
        }
        if (dimensions == 1) {
            return reference[0]
                    - Arrays.stream(points).mapToDouble(p -> p[0]).min().orElse(reference[0]);
        }
        return dimensions <= SWEEPING ? sweep(points, dimensions) : slices(points, dimensions);
    }

    private double sweep(double[][] points, int dimensions) {
        Staircase stairs = new Staircase(reference[0], reference[1]);
        if (dimensions == 2) {
            for (double[] point : points) {
                stairs.add(point[0], point[1]);
            }
            return stairs.area();
        }
        double[][] byDepth = points.clone();
        Arrays.sort(byDepth, Comparator.comparingDouble(point -> point[2]));
        double volume = 0;
        for (int i = 0; i < byDepth.length; i++) {
            stairs.add(byDepth[i][0], byDepth[i][1]);
            double next = i + 1 < byDepth.length ? byDepth[i + 1][2] : reference[2];
            volume += stairs.area() * (next - byDepth[i][2]);
        }
        return volume;
    }

    /**
     * What each point adds to those after it, the points in descending order of the last objective: then the last
     * objective of what they share is the point's own, and the shared volume has one dimension less.
     */
    private double slices(double[][] points, int dimensions) {
        int last = dimensions - 1;
        double[][] ordered = points.clone();
        Arrays.sort(ordered, Comparator.comparingDouble((double[] point) -> -point[last]));
        double volume = 0;
        for (int i = 0; i < ordered.length; i++) {
            double[] point = ordered[i];
            double[][] shared = new double[ordered.length - i - 1][];
            for (int k = 0; k < shared.length; k++) {
                shared[k] = worst(point, ordered[i + 1 + k], last);
            }
            int[] front = front(shared);
            double both = front.length == 0 && shared.length > 0 ? Double.NaN : volume(rows(shared, front), last);
            if (Double.isNaN(both)) {
                return Double.NaN;
            }
            double own = 1;
            for (int j = 0; j < last; j++) {
                own *= reference[j] - point[j];
            }
            volume += (own - both) * (reference[last] - point[last]);
        }
        return volume;
    }

    /** The front, or nothing when the work of finding it runs out. */
    private int[] front(double[][] points) {
        if (points.length == 0) {
            return new int[0];
        }
        int[] front = Pareto.front(points);
        stepsLeft -= (long) points.length * Math.max(1, front.length) / 2;
        return stepsLeft < 0 ? new int[0] : front;
    }

    private static double[] worst(double[] a, double[] b, int dimensions) {
        double[] point = new double[dimensions];
        for (int i = 0; i < dimensions; i++) {
            point[i] = Math.max(a[i], b[i]);
        }
        return point;
    }

    /** The share of the box between the best of each objective and the reference that is dominated, times its volume. */
    private static double estimate(double[][] front, double[] reference, long steps) {
        double[] best = reference.clone();
        for (double[] point : front) {
            for (int j = 0; j < best.length; j++) {
                best[j] = Math.min(best[j], point[j]);
            }
        }
        double box = 1;
        for (int j = 0; j < best.length; j++) {
            box *= reference[j] - best[j];
        }
        int samples = (int) Math.max(FEWEST_SAMPLES, Math.min(SAMPLES, steps / Math.max(1, front.length)));
        SobolSequence sequence = new SobolSequence(reference.length, 0);
        int dominated = 0;
        for (int i = 0; i < samples; i++) {
            double[] sample = sequence.point(i);
            for (int j = 0; j < sample.length; j++) {
                sample[j] = best[j] + sample[j] * (reference[j] - best[j]);
            }
            for (double[] point : front) {
                if (weaklyBetter(point, sample)) {
                    dominated++;
                    break;
                }
            }
        }
        return box * dominated / samples;
    }

    private static double[][] finite(double[][] points) {
        return Arrays.stream(points).filter(Hypervolume::isFinite).toArray(double[][]::new);
    }

    private static boolean isFinite(double[] point) {
        return Arrays.stream(point).allMatch(Double::isFinite);
    }

    private static boolean below(double[] point, double[] reference) {
        for (int i = 0; i < reference.length; i++) {
            if (!(point[i] < reference[i])) {
                return false;
            }
        }
        return true;
    }

    private static double[][] rows(double[][] points, int[] indexes) {
        return Arrays.stream(indexes).mapToObj(i -> points[i]).toArray(double[][]::new);
    }
}
