package org.attune.search.evolution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.math.StandardNormal;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Standing;

/**
 * Runs of CMA-ES, one after the other, driven by results in their order. A run ends when it has converged or lost its
 * way, and the next one starts at a random point with twice the population (Auger and Hansen, 2005). Ordered parameters
 * with levels are numbers whose deviation is kept large enough to reach the next value (the margin of Hamano et al.,
 * 2022); parameters without order have {@link Odds}. Not safe for use by several threads.
 */
final class Evolution {

    private static final String USE = "cmaes run";
    private static final double RESTART_STEP = 0.3;
    private static final double NARROWEST_START = 0.05;
    /** Steps in the unit cube below this are lost in rounding when values are decoded. */
    private static final double NARROWEST = 1e-11;

    private static final double FLAT = 1e-12;
    private static final int LARGEST_POPULATION = 100_000;
    private static final int ATTEMPTS = 500;
    private static final double HALF_BITS = 0x1p-54;

    private final UnitCube cube;
    private final long seed;
    private final int startup;
    private final int[] numbers;
    private final int[] categories;

    private final List<Result> waiting = new ArrayList<>();
    private final Deque<Standing> bests = new ArrayDeque<>();
    private Gaussian gaussian;
    private List<Odds> odds = List.of();
    private int population;
    private int run;
    private int generation;
    private boolean started;

    Evolution(UnitCube cube, long seed, CmaSettings settings) {
        this.cube = cube;
        this.seed = seed;
        this.startup = settings.startupTrials();
        List<Integer> ordered = new ArrayList<>();
        List<Integer> unordered = new ArrayList<>();
        for (int i = 0; i < cube.dimensions(); i++) {
            if (cube.levels(i) != 1) {
                (cube.ordered(i) ? ordered : unordered).add(i);
            }
        }
        this.numbers = ordered.stream().mapToInt(Integer::intValue).toArray();
        this.categories = unordered.stream().mapToInt(Integer::intValue).toArray();
        int usual = 4 + (int) (3 * StrictMath.log(Math.max(1, cube.dimensions())));
        this.population = settings.population() > 0 ? settings.population() : usual;
        this.gaussian = new Gaussian(new double[0], RESTART_STEP, population);
    }

    /** Whether enough results are in for a distribution to draw from. */
    boolean started() {
        return started;
    }

    /** Takes the next result. */
    void observe(Result result) {
        waiting.add(result);
        if (!started) {
            if (waiting.size() >= startup) {
                start();
            }
        } else if (waiting.size() == population) {
            adapt();
            waiting.clear();
        }
    }

    /** Starts at the best of the first results, with a step that reaches the next best. */
    private void start() {
        List<Result> best = ranked();
        if (best.isEmpty()) {
            return;
        }
        double[] mean = numbersOf(best.get(0));
        double squares = 0;
        int others = 0;
        for (Result result : best.subList(1, Math.max(1, best.size() / 4))) {
            double[] other = numbersOf(result);
            for (int i = 0; i < mean.length; i++) {
                squares += (other[i] - mean[i]) * (other[i] - mean[i]);
                others++;
            }
        }
        double spread = others == 0 ? RESTART_STEP : StrictMath.sqrt(squares / others);
        restart(mean, Math.max(NARROWEST_START, Math.min(RESTART_STEP, spread)));
        started = true;
        waiting.clear();
    }

    private double[] numbersOf(Result result) {
        double[] point = new double[numbers.length];
        for (int i = 0; i < point.length; i++) {
            point[i] = result.point()[numbers[i]];
        }
        return point;
    }

    private void restart(double[] mean, double step) {
        gaussian = new Gaussian(mean, step, population);
        odds = new ArrayList<>();
        for (int dimension : categories) {
            double[] probabilities = new double[(int) cube.levels(dimension)];
            for (int i = 0; i < probabilities.length; i++) {
                probabilities[i] = cube.cellEnd(dimension, i) - (i == 0 ? 0 : cube.cellEnd(dimension, i - 1));
            }
            odds.add(new Odds(probabilities, categories.length));
        }
        bests.clear();
        run++;
        generation = 1;
    }

    /** The waiting results that compare, best first; equal ones in their order. */
    private List<Result> ranked() {
        List<Result> ranked = new ArrayList<>(waiting);
        ranked.removeIf(result -> !result.standing().comparable());
        ranked.sort(Comparator.comparing(Result::standing));
        return ranked;
    }

    private void adapt() {
        List<Result> ranked = ranked();
        if (ranked.isEmpty()) {
            return;
        }
        double[][] points = new double[ranked.size()][numbers.length];
        for (int i = 0; i < points.length; i++) {
            for (int j = 0; j < numbers.length; j++) {
                // an inactive number says nothing, which is what the mean says
                boolean active = ranked.get(i).active()[numbers[j]];
                points[i][j] = active ? ranked.get(i).point()[numbers[j]] : gaussian.mean(j);
            }
        }
        Standing best = ranked.get(0).standing();
        boolean flat = ranked.size() > 1
                && best.compareTo(ranked.get(ranked.size() - 1).standing()) == 0;
        gaussian.update(points, flat);
        adaptOdds(ranked);
        generation++;
        bests.addLast(best);
        int remembered = 10 + 30 * numbers.length / population;
        if (bests.size() > remembered) {
            bests.removeFirst();
        }
        boolean still = bests.size() == remembered && range() <= FLAT;
        if (numbers.length > 0 && (still || gaussian.spent(NARROWEST))) {
            population = Math.min(LARGEST_POPULATION, 2 * population);
            double[] mean = Seeds.generator(Seeds.of(seed).forTrial(run).forUse(USE))
                    .doubles(numbers.length)
                    .toArray();
            restart(mean, RESTART_STEP);
        }
    }

    private void adaptOdds(List<Result> ranked) {
        int better = Math.min(ranked.size(), population / 2);
        double rate = gaussian.parentsEffective() / (gaussian.parentsEffective() + 2 * Math.max(1, categories.length));
        for (int j = 0; j < categories.length; j++) {
            int[] values = new int[better];
            for (int i = 0; i < better; i++) {
                Result result = ranked.get(i);
                boolean active = result.active()[categories[j]];
                values[i] = active ? (int) cube.index(categories[j], result.point()[categories[j]]) : -1;
            }
            odds.get(j).update(values, gaussian.weights(), rate);
        }
    }

    /** By how much the best values of the last generations differ, relative to them. */
    private double range() {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (Standing each : bests) {
            low = Math.min(low, each.first());
            high = Math.max(high, each.first());
        }
        double size = Math.max(Math.abs(low), Math.abs(high));
        return size == 0 ? 0 : (high - low) / size;
    }

    /**
     * A point drawn from the distribution; its coordinates are not settled yet. Draws outside the cube are drawn
     * again: moving them inside would break what the distribution knows of how dimensions go together.
     */
    double[] draw(RandomGenerator random) {
        double[] point = new double[cube.dimensions()];
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            double[] normals = new double[numbers.length];
            for (int i = 0; i < normals.length; i++) {
                normals[i] = normal(random);
            }
            double[] drawn = gaussian.point(normals);
            boolean inside = true;
            for (int i = 0; i < numbers.length; i++) {
                double margin = margin(i);
                double coordinate = margin == 0 ? drawn[i] : drawn[i] + margin * normal(random);
                point[numbers[i]] = Math.max(0, Math.min(1, coordinate));
                // values at the ends have cells, so that there is no harm in meeting them from beyond
                inside &= cube.levels(numbers[i]) > 0 || point[numbers[i]] == coordinate;
            }
            if (inside) {
                break;
            }
        }
        for (int i = 0; i < categories.length; i++) {
            point[categories[i]] = cube.coordinate(categories[i], odds.get(i).draw(random.nextDouble()));
        }
        return point;
    }

    /** The deviation that is missing to leave the cell of the mean about once in a generation; 0 for a continuum. */
    private double margin(int number) {
        int dimension = numbers[number];
        if (cube.levels(dimension) < 0) {
            return 0;
        }
        long index = cube.index(dimension, gaussian.mean(number));
        double start = index == 0 ? 0 : cube.cellEnd(dimension, index - 1);
        double needed = (cube.cellEnd(dimension, index) - start) / 2 / -StandardNormal.quantile(0.5 / population);
        double present = gaussian.deviation(number);
        return present >= needed ? 0 : StrictMath.sqrt(needed * needed - present * present);
    }

    private static double normal(RandomGenerator random) {
        return StandardNormal.quantile(random.nextDouble() + HALF_BITS);
    }

    /** Where the search is, for people. */
    String progress() {
        return String.format(Locale.ROOT, "cmaes, run %d, generation %d, step %.2g", run, generation, gaussian.step());
    }
}
