package org.attune.benchmarks.search;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.Canonical;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.OrdinalParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;

/**
 * How long one proposal takes after n results, and what it leaves to collect: processor time and bytes of the calling
 * thread, while results keep coming one at a time. Half of the results lie close to the optimum, as they do in a study
 * that has found something. What a strategy prepares off the request path is done before the proposal and timed apart.
 */
final class Latency {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final double NANOS = 1e9;
    private static final double CLUSTER = 0.05;
    private static final double WARM_UP_SECONDS = 4;
    private static final int WARM_UP_PROPOSALS = 300;

    private Latency() {}

    /**
     * What was measured; times in processor seconds.
     *
     * @param first the first proposal, which learns all results at once
     * @param median the median of the others
     * @param high their 95th percentile
     * @param preparation the mean of what was prepared for each
     * @param bytes the median of what each allocated
     */
    record Measured(double first, double median, double high, double preparation, double bytes) {}

    /** A space of d continuous parameters, half of them logarithmic. */
    static SearchSpace continuous(int d) {
        SearchSpace.Builder space = SearchSpace.builder();
        for (int i = 0; i < d; i++) {
            space.add(
                    i % 2 == 0
                            ? FloatParameter.of("x" + i, -5, 5, Scale.LINEAR)
                            : FloatParameter.of("x" + i, 1e-5, 1, Scale.LOG));
        }
        return space.build();
    }

    /** A space of d parameters of all kinds: of ten, four floats, two ints, an ordinal, two categories and a boolean. */
    static SearchSpace mixed(int d) {
        SearchSpace.Builder space = SearchSpace.builder();
        for (int i = 0; i < d; i++) {
            String name = "x" + i;
            space.add(
                    switch (i % 10) {
                        case 0, 1 -> FloatParameter.of(name, 0, 1, Scale.LINEAR);
                        case 2, 3 -> FloatParameter.of(name, 1e-6, 1, Scale.LOG);
                        case 4 -> IntParameter.of(name, 1, 16, Scale.LINEAR);
                        case 5 -> IntParameter.of(name, 16, 1024, Scale.LOG);
                        case 6 -> OrdinalParameter.of(name, List.of(16, 32, 64, 128, 256));
                        case 7 -> CategoricalParameter.of(name, List.of("a", "b", "c"));
                        case 8 -> CategoricalParameter.of(name, List.of("a", "b", "c", "d", "e", "f"));
                        default -> BoolParameter.of(name);
                    });
        }
        return space.build();
    }

    /** Measures a strategy in a space after n results, over so many proposals. */
    static Measured measure(Contestant contestant, SearchSpace space, int n, int proposals) {
        List<TrialRecord> results = results(space, n);
        SearchProblem problem = SearchProblem.of(space, List.of(Goal.MINIMIZE), 1);
        SearchStrategy warm = contestant.strategy(problem);
        long start = cpu();
        List<TrialRecord> warmed = new ArrayList<>(results);
        for (int i = 0; i < WARM_UP_PROPOSALS && cpu() - start < WARM_UP_SECONDS * NANOS; i++) {
            warmed.add(next(warm, new History(warmed.size() + 1, warmed), space));
        }
        SearchStrategy strategy = contestant.strategy(problem);
        List<TrialRecord> records = new ArrayList<>(results);
        double[] seconds = new double[proposals];
        double[] bytes = new double[proposals];
        double preparation = 0;
        double first = 0;
        long thread = Thread.currentThread().getId();
        for (int i = -1; i < proposals; i++) {
            History history = new History(records.size() + 1, records);
            long before = cpu();
            if (i >= 0) {
                strategy.preparation(history).ifPresent(Runnable::run);
                preparation += (cpu() - before) / NANOS / proposals;
            }
            long allocated = THREADS.getThreadAllocatedBytes(thread);
            before = cpu();
            Proposal proposal = strategy.propose(history, 1).proposals().get(0);
            double took = (cpu() - before) / NANOS;
            if (i < 0) {
                first = took;
            } else {
                seconds[i] = took;
                bytes[i] = THREADS.getThreadAllocatedBytes(thread) - allocated;
            }
            records.add(result(records.size() + 1, proposal.assignment(), space));
        }
        return new Measured(
                first,
                Statistics.percentile(seconds, 0.5),
                Statistics.percentile(seconds, 0.95),
                preparation,
                Statistics.percentile(bytes, 0.5));
    }

    private static TrialRecord next(SearchStrategy strategy, History history, SearchSpace space) {
        strategy.preparation(history).ifPresent(Runnable::run);
        Proposal proposal = strategy.propose(history, 1).proposals().get(0);
        return result(history.nextTrial(), proposal.assignment(), space);
    }

    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private static List<TrialRecord> results(SearchSpace space, int n) {
        UnitCube cube = new UnitCube(space);
        RandomGenerator random = Seeds.generator(Seeds.of(n).forUse("results"));
        List<TrialRecord> results = new ArrayList<>();
        while (results.size() < n) {
            boolean near = results.size() % 2 == 1;
            double[] point = new double[cube.dimensions()];
            Arrays.setAll(point, i -> {
                double spread = optimum(i) + CLUSTER * random.nextGaussian();
                return near ? Math.min(1, Math.max(0, spread)) : random.nextDouble();
            });
            if (cube.decode(point) instanceof Canonical.Valid valid) {
                results.add(result(results.size() + 1, valid.assignment(), space));
            }
        }
        return results;
    }

    private static double optimum(int dimension) {
        return 0.2 + 0.6 * ((dimension * 0.618_034) % 1);
    }

    /** A bowl with ripples, of which each dimension matters less than the one before. */
    private static TrialRecord result(int number, Assignment assignment, SearchSpace space) {
        double[] point = new UnitCube(space).encode(assignment);
        double sum = 0;
        for (int i = 0; i < point.length; i++) {
            double distance = point[i] - optimum(i);
            sum += (distance * distance + 0.01 * (1 - Math.cos(20 * distance))) / (1 + i);
        }
        return TrialRecord.succeeded(number, assignment, sum);
    }
}
