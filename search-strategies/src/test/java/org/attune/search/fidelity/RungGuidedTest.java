package org.attune.search.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attune.search.Strategies;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.SearchStrategyContract;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.Test;

class RungGuidedTest extends SearchStrategyContract {

    @Override
    protected SearchStrategy create(SearchProblem problem) {
        return guided(problem, RungGuided.EXPLORED_PERCENT);
    }

    @Override
    protected int cases() {
        return 10;
    }

    private static SearchStrategy guided(SearchProblem problem, int explored) {
        return new RungGuided(
                Strategies.create("tpe", Map.of(), problem),
                Strategies.create("random", Map.of(), problem),
                Rungs.of(1, 27, 3),
                problem,
                explored);
    }

    @Test
    void the_model_learns_from_trials_of_which_none_has_ended_and_explores_the_share_it_is_told() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .build();
        SearchProblem problem = SearchProblem.of(space, List.of(Goal.MINIMIZE), 3);
        List<TrialRecord> trials = new ArrayList<>();
        for (Proposal proposal : Strategies.create("random", Map.of(), problem)
                .propose(History.empty(), 60)
                .proposals()) {
            int number = trials.size() + 1;
            double x = (double) proposal.assignment().values().get("x");
            // all are paused or run; the first rung puts the best at 0.8, and those that went on say 0.7
            List<Reading> curve = new ArrayList<>(List.of(new Reading(1, Math.abs(x - 0.8))));
            if (Math.abs(x - 0.8) < 0.15) {
                curve.add(new Reading(3, Math.abs(x - 0.7)));
            }
            trials.add(new TrialRecord(number, proposal.assignment(), Outcome.PENDING, List.of(), List.of(), curve));
        }
        History history = new History(trials.size() + 1, trials);
        List<Proposal> modelled = guided(problem, 0).propose(history, 40).proposals();
        double mean = modelled.stream()
                .mapToDouble(p -> (double) p.assignment().values().get("x"))
                .average()
                .orElseThrow();
        assertThat(mean).isBetween(0.62, 0.82);
        List<Proposal> explored = guided(problem, 50).propose(history, 40).proposals();
        assertThat(explored.stream().filter(p -> p.origin().equals("random")).count())
                .isBetween(10L, 30L);
        assertThat(guided(problem, 100).propose(history, 40).proposals())
                .allMatch(p -> p.origin().equals("random"));
    }

    @Test
    void points_that_would_repeat_what_is_known_are_left_alone() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .add(FloatParameter.of("y", 0, 1, Scale.LINEAR))
                .build();
        SearchProblem problem = SearchProblem.of(space, List.of(Goal.MINIMIZE), 3);
        SearchStrategy tpe = Strategies.create("tpe", Map.of(), problem);
        int guided = steps(guided(problem, 0), 120);
        int plain = steps(
                (history, count) -> tpe.propose(RungScores.merged(history, Rungs.of(1, 27, 3), Goal.MINIMIZE), count),
                120);
        assertThat(guided).as("different results, %d without", plain).isGreaterThan(plain * 4 / 3);
    }

    @Test
    void no_point_is_tried_twice_although_many_give_the_same_result() {
        SearchSpace space = SearchSpace.builder()
                .add(IntParameter.of("x", 0, 39, Scale.LINEAR))
                .build();
        SearchStrategy strategy = guided(SearchProblem.of(space, List.of(Goal.MINIMIZE), 5), 0);
        List<TrialRecord> all = new ArrayList<>();
        Set<Object> tried = new HashSet<>();
        while (all.size() < 40) {
            Proposal proposal = strategy.propose(new History(all.size() + 1, all), 1)
                    .proposals()
                    .get(0);
            long x = ((Number) proposal.assignment().values().get("x")).longValue();
            assertThat(tried.add(x)).as("%d is new after %s", x, tried).isTrue();
            double value = Math.floorDiv(x, 8);
            all.add(new TrialRecord(
                    all.size() + 1,
                    proposal.assignment(),
                    Outcome.PRUNED,
                    List.of(value),
                    List.of(),
                    List.of(new Reading(1, value))));
        }
    }

    /** How many different first results some trials have where an objective has 144 steps and the least in a corner. */
    private static int steps(SearchStrategy strategy, int trials) {
        List<TrialRecord> all = new ArrayList<>();
        Set<Double> results = new HashSet<>();
        while (all.size() < trials) {
            Proposal proposal = strategy.propose(new History(all.size() + 1, all), 1)
                    .proposals()
                    .get(0);
            double x = Math.floor(12 * (double) proposal.assignment().values().get("x"));
            double y = Math.floor(12 * (double) proposal.assignment().values().get("y"));
            double value = x + y * Math.sqrt(2);
            results.add(value);
            all.add(new TrialRecord(
                    all.size() + 1,
                    proposal.assignment(),
                    Outcome.PRUNED,
                    List.of(value),
                    List.of(),
                    List.of(new Reading(1, value))));
        }
        return results.size();
    }

    @Test
    void strategies_that_learn_are_guided_in_studies_with_rungs_and_others_stay_what_they_are() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .build();
        SearchProblem problem = SearchProblem.of(space, List.of(Goal.MINIMIZE), 3);
        Rungs rungs = Rungs.of(1, 27, 3);
        for (String type : List.of("auto", "tpe")) {
            assertThat(Strategies.guided(type, Map.of(), problem, rungs)).isInstanceOf(RungGuided.class);
            SearchProblem both = SearchProblem.of(space, List.of(Goal.MINIMIZE, Goal.MAXIMIZE), 3);
            assertThat(Strategies.guided(type, Map.of(), both, rungs)).isNotInstanceOf(RungGuided.class);
        }
        for (String type : List.of("bayes", "cmaes", "random", "sobol")) {
            assertThat(Strategies.guided(type, Map.of(), problem, rungs)).isNotInstanceOf(RungGuided.class);
        }
    }
}
