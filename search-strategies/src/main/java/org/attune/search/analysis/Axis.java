package org.attune.search.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.attune.search.space.Condition;
import org.attune.search.space.UnitCube;

/**
 * One dimension of the cube cut into cells, between which a forest can tell apart: its values where they are few, else
 * intervals, denser where there are more trials. Categories come in the order of their mean results, which makes the
 * best split of them one of intervals (Breiman, Friedman, Olshen and Stone, 1984).
 */
final class Axis {

    /** The most cells of an ordered dimension. */
    static final int MOST_CELLS = 64;

    private static final int MOST_CATEGORIES = 256;
    private static final int EVEN_CUTS = 16;
    private static final int BISECTIONS = 60;

    private final UnitCube cube;
    private final int dimension;
    /** The upper ends of the cells on the unit interval, of all but the last; ordered dimensions only. */
    private final double[] cuts;
    /** The cell of each value; of dimensions that list their values. */
    private final int[] cellOfLevel;
    /** How much of the interval each cell takes. */
    private final double[] widths;
    /** A coordinate in the middle of each cell. */
    private final double[] middles;

    private Axis(UnitCube cube, int dimension, double[] cuts, int[] cellOfLevel, double[] widths, double[] middles) {
        this.cube = cube;
        this.dimension = dimension;
        this.cuts = cuts;
        this.cellOfLevel = cellOfLevel;
        this.widths = widths;
        this.middles = middles;
    }

    /**
     * The cells of a dimension.
     *
     * @param coordinates of the trials in which the dimension is active
     * @param results what these trials gave
     * @param tests what conditions of other parameters ask of this one: they get cells of their own
     */
    static Axis of(UnitCube cube, int dimension, double[] coordinates, double[] results, List<Condition.Test> tests) {
        long levels = cube.levels(dimension);
        if (levels > 0 && (levels <= MOST_CELLS || !cube.ordered(dimension))) {
            return ofLevels(cube, dimension, (int) levels, coordinates, results);
        }
        TreeSet<Double> cuts = new TreeSet<>();
        for (int i = 1; i < EVEN_CUTS; i++) {
            cuts.add(i / (double) EVEN_CUTS);
        }
        double[] distinct = Arrays.stream(coordinates).sorted().distinct().toArray();
        int quantiles = Math.min(distinct.length, MOST_CELLS - EVEN_CUTS);
        for (int i = 1; i < quantiles; i++) {
            int at = (int) ((long) i * distinct.length / quantiles);
            cuts.add((distinct[at - 1] + distinct[at]) / 2);
        }
        tests.forEach(test -> bounds(cube, dimension, test, cuts));
        cuts.removeIf(cut -> cut <= 0 || cut >= 1);
        double[] ends = cuts.stream().mapToDouble(Double::doubleValue).toArray();
        double[] widths = new double[ends.length + 1];
        double[] middles = new double[ends.length + 1];
        for (int i = 0; i <= ends.length; i++) {
            double low = i == 0 ? 0 : ends[i - 1];
            double high = i == ends.length ? 1 : ends[i];
            widths[i] = high - low;
            middles[i] = (low + high) / 2;
        }
        return new Axis(cube, dimension, ends, new int[0], widths, middles);
    }

    private static void bounds(UnitCube cube, int dimension, Condition.Test test, TreeSet<Double> cuts) {
        if (test instanceof Condition.Range range) {
            range.min().ifPresent(min -> cuts.add(first(cube, dimension, value -> value >= min)));
            range.max().ifPresent(max -> cuts.add(first(cube, dimension, value -> value > max)));
        } else if (test instanceof Condition.OneOf list && cube.levels(dimension) > 0) {
            for (Object value : list.values()) {
                if (value instanceof Number number) {
                    cuts.add(first(cube, dimension, found -> found >= number.doubleValue()));
                    cuts.add(first(cube, dimension, found -> found > number.doubleValue()));
                }
            }
        }
    }

    /** Where along an ordered dimension something becomes true. */
    private static double first(UnitCube cube, int dimension, Predicate<Double> holds) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (holds.test(((Number) cube.value(dimension, middle)).doubleValue())) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private static Axis ofLevels(UnitCube cube, int dimension, int levels, double[] coordinates, double[] results) {
        double[] coordinate = new double[levels];
        double[] width = new double[levels];
        double start = 0;
        for (int i = 0; i < levels; i++) {
            coordinate[i] = cube.coordinate(dimension, i);
            double end = cube.cellEnd(dimension, i);
            width[i] = end - start;
            start = end;
        }
        int[] order = IntStream.range(0, levels).toArray();
        if (!cube.ordered(dimension)) {
            order = byMean(cube, dimension, levels, coordinates, results);
        }
        int cells = Math.min(levels, MOST_CATEGORIES);
        int[] cellOfLevel = new int[levels];
        double[] widths = new double[cells];
        double[] middles = new double[cells];
        for (int place = levels - 1; place >= 0; place--) {
            int cell = (int) ((long) place * cells / levels);
            cellOfLevel[order[place]] = cell;
            widths[cell] += width[order[place]];
            middles[cell] = coordinate[order[place]];
        }
        return new Axis(cube, dimension, new double[0], cellOfLevel, widths, middles);
    }

    /** The levels in the order of their mean results; one without results is taken for average. */
    private static int[] byMean(UnitCube cube, int dimension, int levels, double[] coordinates, double[] results) {
        double overall = Arrays.stream(results).average().orElse(0);
        double[] sums = new double[levels];
        int[] counts = new int[levels];
        for (int i = 0; i < coordinates.length; i++) {
            int level = (int) cube.index(dimension, coordinates[i]);
            sums[level] += results[i];
            counts[level]++;
        }
        return IntStream.range(0, levels)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> counts[i] == 0 ? overall : sums[i] / counts[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    int cells() {
        return widths.length;
    }

    double[] widths() {
        return widths;
    }

    /** The cell in which a coordinate lies. */
    int cell(double coordinate) {
        if (cellOfLevel.length > 0) {
            return cellOfLevel[(int) cube.index(dimension, coordinate)];
        }
        int at = Arrays.binarySearch(cuts, coordinate);
        return at < 0 ? -at - 1 : at + 1;
    }

    /** The share of each cell in which a test holds. */
    double[] passing(Condition.Test test) {
        double[] passing = new double[widths.length];
        if (cellOfLevel.length == 0) {
            for (int i = 0; i < passing.length; i++) {
                passing[i] = test.holds(cube.value(dimension, middles[i])) ? 1 : 0;
            }
            return passing;
        }
        int[] levels = new int[widths.length];
        for (int i = 0; i < cellOfLevel.length; i++) {
            levels[cellOfLevel[i]]++;
        }
        for (int i = 0; i < cellOfLevel.length; i++) {
            if (test.holds(cube.value(dimension, cube.coordinate(dimension, i)))) {
                passing[cellOfLevel[i]] += 1.0 / levels[cellOfLevel[i]];
            }
        }
        return passing;
    }

    /** The cells in the order in which people expect them: by coordinate. */
    int[] inOrder() {
        return IntStream.range(0, middles.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> middles[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** A value that stands for a cell. */
    Object value(int cell) {
        return cube.value(dimension, middles[cell]);
    }

    /** The coordinate of a value that stands for a cell. */
    double middle(int cell) {
        return middles[cell];
    }
}
