package org.attune.benchmarks.search;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;

/**
 * What the standings would be with other tasks and seeds of the same kind: draws tasks with replacement, then seeds in
 * each of them. Optimisers that were run now share their seeds, so differences between them are paired by task and seed;
 * all others are paired by task.
 */
final class Bootstrap {

    private static final double LOW = 0.025;
    private static final double HIGH = 0.975;
    private static final long SEED = 20_240_229;

    /**
     * A figure with what 95 % of the draws lie between.
     *
     * @param value the figure itself
     * @param low the 2.5th percentile
     * @param high the 97.5th percentile
     */
    record Interval(double value, double low, double high) {

        /** Whether nothing between the ends is 0. */
        boolean excludesZero() {
            return low > 0 || high < 0;
        }

        String show(int digits) {
            return Page.signed(value, digits) + " [" + Page.signed(low, digits) + ", " + Page.signed(high, digits) + "]"
                    + (excludesZero() ? " *" : "");
        }
    }

    private final Standings standings;
    private final List<String> names;
    private final int draws;
    private final double[][] regrets;
    private final double[][] beats;

    /**
     * Draws.
     *
     * @param standings the runs
     * @param own the optimisers that share their seeds
     * @param draws how often, 10,000 usually
     */
    Bootstrap(Standings standings, List<String> own, int draws) {
        this.standings = standings;
        this.names = standings.optimisers();
        this.draws = draws;
        int count = names.size();
        this.regrets = new double[draws][count];
        this.beats = new double[draws][count * count];
        int taskCount = standings.tasks().size();
        double[][][] all = new double[taskCount][count][];
        for (int t = 0; t < taskCount; t++) {
            for (int i = 0; i < count; i++) {
                all[t][i] = standings.regrets(names.get(i), standings.tasks().get(t), 1);
            }
        }
        RandomGenerator random = Seeds.generator(SEED);
        for (int draw = 0; draw < draws; draw++) {
            for (int k = 0; k < taskCount; k++) {
                double[][] task = resample(all[random.nextInt(taskCount)], own, random);
                add(draw, task, taskCount);
            }
        }
    }

    private double[][] resample(double[][] task, List<String> own, RandomGenerator random) {
        double[][] drawn = new double[task.length][];
        int[] shared = new int[0];
        for (int i = 0; i < task.length; i++) {
            int[] seeds;
            boolean mine = own.contains(names.get(i));
            if (mine && shared.length == task[i].length) {
                seeds = shared;
            } else {
                int count = task[i].length;
                seeds = random.ints(count, 0, count).toArray();
                shared = mine ? seeds : shared;
            }
            double[] values = new double[seeds.length];
            for (int s = 0; s < seeds.length; s++) {
                values[s] = task[i][seeds[s]];
            }
            drawn[i] = values;
        }
        return drawn;
    }

    private void add(int draw, double[][] task, int taskCount) {
        int count = names.size();
        for (int i = 0; i < count; i++) {
            regrets[draw][i] += Statistics.mean(task[i]) / taskCount;
            for (int j = 0; j < i; j++) {
                double wins = Standings.wins(task[i], task[j]);
                beats[draw][i * count + j] += wins / taskCount;
                beats[draw][j * count + i] += (1 - wins) / taskCount;
            }
        }
    }

    /** By how much the mean regret of one is above that of another; below 0 is better. */
    Interval regretDifference(String one, String other) {
        int i = names.indexOf(one);
        int j = names.indexOf(other);
        return interval(
                standings.regret(one, 1) - standings.regret(other, 1), draw -> regrets[draw][i] - regrets[draw][j]);
    }

    /** The mean rank of one in a field of optimisers. */
    Interval rank(String one, List<String> field) {
        return interval(standings.rank(one, field), draw -> rank(draw, one, field));
    }

    /** By how much the mean rank of one in a field is above that of another; below 0 is better. */
    Interval rankDifference(String one, String other, List<String> field) {
        return interval(
                standings.rank(one, field) - standings.rank(other, field),
                draw -> rank(draw, one, field) - rank(draw, other, field));
    }

    private double rank(int draw, String one, List<String> field) {
        int i = names.indexOf(one);
        double rank = 1;
        for (String other : field) {
            rank += other.equals(one) ? 0 : beats[draw][names.indexOf(other) * names.size() + i];
        }
        return rank;
    }

    private Interval interval(double value, IntToDoubleFunction ofDraw) {
        double[] all = new double[draws];
        Arrays.setAll(all, ofDraw);
        return new Interval(value, Statistics.percentile(all, LOW), Statistics.percentile(all, HIGH));
    }
}
