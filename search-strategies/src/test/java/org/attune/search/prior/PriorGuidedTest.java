package org.attune.search.prior;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.search.Strategies;
import org.attune.search.property.Property;
import org.attune.search.space.Canonical;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.SearchStrategyContract;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.Test;

class PriorGuidedTest extends SearchStrategyContract {

    private static final SearchSpace SPACE = SearchSpace.builder()
            .add(FloatParameter.of("lr", 1e-5, 1, Scale.LOG))
            .add(FloatParameter.of("momentum", 0, 1, Scale.LINEAR))
            .add(CategoricalParameter.of("optimizer", List.of("sgd", "adam", "lamb")))
            .build();

    @Override
    protected SearchStrategy create(SearchProblem problem) {
        UnitCube cube = new UnitCube(problem.space());
        Map<String, PriorGuided.Guess> guesses = new LinkedHashMap<>();
        for (int i = 0; i < cube.dimensions(); i += 2) {
            guesses.put(
                    cube.parameter(i).name(),
                    new PriorGuided.Guess(cube.value(i, 0.3), Confidence.values()[i / 2 % 3]));
        }
        SearchStrategy inner = Strategies.create("tpe", Map.of("startupTrials", 3), problem);
        boolean repeats = problem.noise() == SearchProblem.Noise.HIGH;
        return new PriorGuided(inner, problem, guesses, repeats);
    }

    @Override
    protected int cases() {
        return 20;
    }

    private static Map<String, Object> prior(double lr) {
        return Map.of(
                "prior", Map.of("lr", Map.of("value", lr, "confidence", "high"), "momentum", 0.9, "optimizer", "adam"));
    }

    /** The smaller the closer lr is to 0.01 and momentum to 0.9. */
    private static double loss(Proposal proposal) {
        double lr = Math.log10((double) proposal.assignment().values().get("lr")) + 2;
        double momentum = (double) proposal.assignment().values().get("momentum") - 0.9;
        return lr * lr
                + momentum * momentum
                + (proposal.assignment().values().get("optimizer").equals("adam") ? 0 : 0.1);
    }

    private static List<Proposal> study(String strategy, Map<String, Object> options, long seed, int trials) {
        SearchStrategy search =
                Strategies.create(strategy, options, SearchProblem.of(SPACE, List.of(Goal.MINIMIZE), seed));
        List<TrialRecord> records = new ArrayList<>();
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 1; i <= trials; i++) {
            Proposal next =
                    search.propose(new History(i, records), 1).proposals().get(0);
            proposals.add(next);
            records.add(TrialRecord.succeeded(i, next.assignment(), loss(next)));
        }
        return proposals;
    }

    private static long drawn(List<Proposal> proposals) {
        return proposals.stream()
                .filter(each -> each.origin().startsWith("prior"))
                .count();
    }

    @Test
    void the_centre_is_tried_first_when_it_is_the_turn_of_the_belief() {
        List<Proposal> proposals = study("random", prior(0.01), 3, 20);
        Proposal first = proposals.stream()
                .filter(each -> each.origin().startsWith("prior"))
                .findFirst()
                .orElseThrow();
        assertThat(first.origin()).isEqualTo("prior, its centre");
        assertThat((double) first.assignment().values().get("lr")).isCloseTo(0.01, within(1e-9));
        assertThat(first.assignment().values()).containsEntry("optimizer", "adam");
    }

    @Test
    void a_right_belief_helps_every_strategy_and_a_wrong_one_is_forgotten() {
        for (String strategy : List.of("tpe", "random", "bayes")) {
            double[] sums = new double[3];
            long[] draws = new long[3];
            int runs = 12;
            for (int seed = 0; seed < runs; seed++) {
                List<Map<String, Object>> each = List.of(Map.of(), prior(0.01), prior(0.000_02));
                for (int i = 0; i < 3; i++) {
                    List<Proposal> proposals = study(strategy, each.get(i), seed, 30);
                    // how good the first twelve are shows the start, the last ten show what was kept of it
                    sums[i] += proposals.subList(0, 12).stream()
                            .mapToDouble(PriorGuidedTest::loss)
                            .min()
                            .orElseThrow();
                    draws[i] += drawn(proposals.subList(20, 30));
                }
            }
            assertThat(sums[1]).as("%s with a right belief", strategy).isLessThan(sums[0]);
            assertThat(draws[0]).isZero();
            assertThat(draws[2])
                    .as("%s, late draws from a wrong belief", strategy)
                    .isLessThan(runs * 10 / 20);
        }
    }

    @Test
    void the_share_is_half_at_first_and_follows_what_the_belief_explains() {
        SearchProblem problem = SearchProblem.of(SPACE, List.of(Goal.MINIMIZE), 1);
        PriorGuided guided = (PriorGuided) Strategies.create("tpe", prior(0.01), problem);
        assertThat(guided.share(History.empty())).isEqualTo(0.5);
        Property.holds(20, random -> {
            List<TrialRecord> near = new ArrayList<>();
            List<TrialRecord> far = new ArrayList<>();
            UnitCube cube = new UnitCube(SPACE);
            for (int i = 1; i <= 20; i++) {
                double[] good = {0.6 + 0.02 * random.nextGaussian(), 0.9, 0.5};
                double[] other = {0.1 * random.nextDouble(), 0.1 * random.nextDouble(), 0.9};
                boolean first = i <= 7;
                near.add(record(cube, first ? good : other, i));
                far.add(record(cube, first ? other : good, i));
            }
            double right = guided.share(new History(21, near));
            double wrong = guided.share(new History(21, far));
            assertThat(right).isBetween(0.1, 0.25);
            assertThat(wrong).isLessThan(0.02);
        });
    }

    private static TrialRecord record(UnitCube cube, double[] point, int number) {
        double[] inside = point.clone();
        for (int i = 0; i < inside.length; i++) {
            inside[i] = Math.max(0, Math.min(1, inside[i]));
        }
        Canonical.Valid valid = (Canonical.Valid) cube.decode(inside);
        return TrialRecord.succeeded(number, valid.assignment(), number);
    }
}
