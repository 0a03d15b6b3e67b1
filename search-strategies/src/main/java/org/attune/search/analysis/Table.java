package org.attune.search.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.space.Condition;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;

/** The trials that a forest learns from: their cells on each axis, and results of which smaller is better. */
final class Table {

    /** Results beyond this many interquartile ranges on the worse side are pulled in. */
    private static final double FENCE = 3;

    private static final int FEWEST_ROWS = 4;

    final UnitCube cube;
    final Axis[] axes;
    /** By dimension, then row. */
    final int[][] cells;
    /** By dimension, then row: whether the parameter is active. */
    final boolean[][] active;
    /** Smaller is better. */
    final double[] results;
    /** By dimension: the dimensions that its conditions look at, and for each the share of every cell that passes. */
    final List<Map<Integer, double[]>> conditions;

    private Table(
            UnitCube cube,
            Axis[] axes,
            int[][] cells,
            boolean[][] active,
            double[] results,
            List<Map<Integer, double[]>> conditions) {
        this.cube = cube;
        this.axes = axes;
        this.cells = cells;
        this.active = active;
        this.results = results;
        this.conditions = conditions;
    }

    /** The table, or empty when there are too few results or all are alike. */
    static Optional<Table> of(SearchSpace space, List<TrialRecord> trials, int objective, Goal goal) {
        List<TrialRecord> rows = new ArrayList<>();
        for (TrialRecord trial : trials) {
            boolean ended = trial.outcome() == Outcome.SUCCEEDED || trial.outcome() == Outcome.INFEASIBLE;
            if (ended
                    && trial.objectives().size() > objective
                    && !Double.isNaN(trial.objectives().get(objective))) {
                rows.add(trial);
            }
        }
        UnitCube cube = new UnitCube(space);
        double[] results = rows.stream()
                .mapToDouble(row -> row.objectives().get(objective) * (goal == Goal.MAXIMIZE ? -1 : 1))
                .toArray();
        pullIn(results);
        if (rows.size() < FEWEST_ROWS || Arrays.stream(results).distinct().count() < 2) {
            return Optional.empty();
        }
        return Optional.of(of(cube, rows, results));
    }

    private static Table of(UnitCube cube, List<TrialRecord> rows, double[] results) {
        int dimensions = cube.dimensions();
        double[][] points = new double[rows.size()][];
        for (int row = 0; row < points.length; row++) {
            points[row] = cube.encode(rows.get(row).assignment());
        }
        Map<String, List<Condition.Test>> asked = new HashMap<>();
        for (int d = 0; d < dimensions; d++) {
            cube.parameter(d)
                    .when()
                    .ifPresent(when -> when.tests()
                            .forEach((name, test) -> asked.computeIfAbsent(name, parent -> new ArrayList<>())
                                    .add(test)));
        }
        Axis[] axes = new Axis[dimensions];
        int[][] cells = new int[dimensions][points.length];
        boolean[][] active = new boolean[dimensions][];
        for (int d = 0; d < dimensions; d++) {
            String name = cube.parameter(d).name();
            boolean[] here = new boolean[points.length];
            int count = 0;
            for (int row = 0; row < points.length; row++) {
                here[row] = rows.get(row).assignment().values().containsKey(name);
                count += here[row] ? 1 : 0;
            }
            double[] coordinates = new double[count];
            double[] values = new double[count];
            for (int row = points.length - 1; row >= 0; row--) {
                if (here[row]) {
                    coordinates[--count] = points[row][d];
                    values[count] = results[row];
                }
            }
            axes[d] = Axis.of(cube, d, coordinates, values, asked.getOrDefault(name, List.of()));
            active[d] = here;
            for (int row = 0; row < points.length; row++) {
                cells[d][row] = axes[d].cell(points[row][d]);
            }
        }
        return new Table(cube, axes, cells, active, results, conditions(cube, axes));
    }

    /** The conditions of each dimension and of all that it depends on, as shares of cells. */
    private static List<Map<Integer, double[]>> conditions(UnitCube cube, Axis[] axes) {
        Map<String, Integer> dimensions = new HashMap<>();
        for (int d = 0; d < axes.length; d++) {
            dimensions.put(cube.parameter(d).name(), d);
        }
        List<Map<Integer, double[]>> all = new ArrayList<>();
        for (int d = 0; d < axes.length; d++) {
            Map<Integer, double[]> passing = new HashMap<>();
            List<Integer> open = new ArrayList<>(List.of(d));
            boolean[] seen = new boolean[axes.length];
            while (!open.isEmpty()) {
                int at = open.remove(open.size() - 1);
                if (seen[at]) {
                    continue;
                }
                seen[at] = true;
                Map<String, Condition.Test> tests =
                        cube.parameter(at).when().map(Condition::tests).orElse(Map.of());
                for (Map.Entry<String, Condition.Test> test : tests.entrySet()) {
                    Integer parent = dimensions.get(test.getKey());
                    if (parent != null) {
                        passing.merge(parent, axes[parent].passing(test.getValue()), Table::both);
                        open.add(parent);
                    }
                }
            }
            all.add(passing);
        }
        return all;
    }

    static double[] both(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < product.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }

    int rows() {
        return results.length;
    }

    int dimensions() {
        return axes.length;
    }

    /**
     * Diverged trials would be all that a variance sees: a result far behind the rest counts as one at the fence, and
     * an infinitely good one as the best that is finite.
     */
    private static void pullIn(double[] results) {
        double[] sorted =
                Arrays.stream(results).filter(Double::isFinite).sorted().toArray();
        if (sorted.length == 0) {
            Arrays.fill(results, 0);
            return;
        }
        double low = sorted[sorted.length / 4];
        double high = sorted[(int) ((long) sorted.length * 3 / 4)];
        double fence = high > low
                ? Math.min(sorted[sorted.length - 1], high + FENCE * (high - low))
                : sorted[sorted.length - 1];
        for (int i = 0; i < results.length; i++) {
            results[i] = Math.max(sorted[0], Math.min(fence, results[i]));
        }
    }
}
