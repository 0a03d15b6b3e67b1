package org.attune.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.space.Assignment;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BayesSearchTest {

    private final SearchSpace space = SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .add(FloatParameter.of("y", 1e-4, 1, Scale.LOG))
            .add(CategoricalParameter.of("c", List.of("a", "b", "c")))
            .build();

    /** Smooth, with its best value 0 at x = 0.7, y = 0.01 and b. */
    private static double bowl(Assignment point) {
        double x = (Double) point.values().get("x") - 0.7;
        double y = (Math.log10((Double) point.values().get("y")) + 2) / 4;
        return x * x + y * y + ("b".equals(point.values().get("c")) ? 0 : 0.3);
    }

    private SearchProblem problem() {
        return SearchProblem.of(space, List.of(Goal.MINIMIZE), 5);
    }

    private static SearchStrategy bayes(SearchProblem problem) {
        return new BayesSearch(problem, false, Optional.empty());
    }

    private static List<TrialRecord> play(SearchStrategy strategy, int trials, ToDoubleFunction<Assignment> cost) {
        List<TrialRecord> ended = new ArrayList<>();
        while (ended.size() < trials) {
            int number = ended.size() + 1;
            Proposal proposal =
                    strategy.propose(new History(number, ended), 1).proposals().get(0);
            ended.add(TrialRecord.succeeded(number, proposal.assignment(), cost.applyAsDouble(proposal.assignment())));
        }
        return ended;
    }

    private static double best(List<TrialRecord> trials) {
        return trials.stream()
                .mapToDouble(each -> each.objectives().get(0))
                .min()
                .orElseThrow();
    }

    @Test
    void a_smooth_function_is_solved_to_a_thousandth_in_thirty_trials() {
        assertThat(best(play(bayes(problem()), 30, BayesSearchTest::bowl))).isLessThan(1e-3);
    }

    @Test
    void maximising_is_minimising_the_negative() {
        List<TrialRecord> down = play(bayes(problem()), 15, BayesSearchTest::bowl);
        SearchProblem up = SearchProblem.of(space, List.of(Goal.MAXIMIZE), 5);
        List<TrialRecord> negative = play(bayes(up), 15, point -> -bowl(point));
        assertThat(negative.stream().map(TrialRecord::assignment))
                .containsExactlyElementsOf(
                        down.stream().map(TrialRecord::assignment).toList());
    }

    @Test
    void preparing_changes_when_proposals_come_but_never_what_they_are() {
        List<TrialRecord> ended = play(bayes(problem()), 60, BayesSearchTest::bowl);
        SearchStrategy prepared = bayes(problem());
        for (int n = 10; n < 60; n += 7) {
            History history = new History(n + 1, ended.subList(0, n));
            prepared.preparation(history).ifPresent(Runnable::run);
            assertThat(prepared.propose(history, 2)).isEqualTo(bayes(problem()).propose(history, 2));
        }
        History last = new History(61, ended);
        prepared.preparation(last).ifPresent(Runnable::run);
        assertThat(prepared.preparation(last)).isEmpty();
    }

    @Test
    void running_trials_push_the_next_one_away() {
        List<TrialRecord> ended = play(bayes(problem()), 9, BayesSearchTest::bowl);
        List<Proposal> batch =
                bayes(problem()).propose(new History(10, ended), 4).proposals();
        for (int i = 0; i < batch.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(distance(batch.get(i).assignment(), batch.get(j).assignment()))
                        .isGreaterThan(1e-3);
            }
        }
    }

    private static double distance(Assignment a, Assignment b) {
        double x = (Double) a.values().get("x") - (Double) b.values().get("x");
        double y = Math.log10((Double) a.values().get("y"))
                - Math.log10((Double) b.values().get("y"));
        boolean same = a.values().get("c").equals(b.values().get("c"));
        return Math.abs(x) + Math.abs(y) / 4 + (same ? 0 : 1);
    }

    @Test
    void regions_where_trials_cannot_be_made_are_left_alone() {
        SearchProblem problem = problem().withFailures(SearchProblem.FailurePolicy.INFEASIBLE);
        SearchStrategy strategy = bayes(problem);
        List<TrialRecord> ended = new ArrayList<>();
        int failed = 0;
        for (int number = 1; number <= 50; number++) {
            Assignment point = strategy.propose(new History(number, ended), 1)
                    .proposals()
                    .get(0)
                    .assignment();
            // the best of the bowl, and all beyond, cannot be made
            boolean fails = (Double) point.values().get("x") > 0.6;
            failed += fails && number > 25 ? 1 : 0;
            ended.add(fails ? TrialRecord.failed(number, point) : TrialRecord.succeeded(number, point, bowl(point)));
        }
        assertThat(failed).isLessThan(18);
    }

    @Test
    void a_function_that_is_looked_up_is_asked_at_new_places() {
        double[][] sites = new double[200][];
        RandomGenerator random = Seeds.generator(3);
        for (int i = 0; i < sites.length; i++) {
            sites[i] =
                    new double[] {random.nextDouble(), random.nextDouble(), random.nextDouble(), random.nextDouble()};
        }
        SearchSpace.Builder builder = SearchSpace.builder();
        for (String name : List.of("a", "b", "c", "d")) {
            builder.add(FloatParameter.of(name, 0, 1, Scale.LINEAR));
        }
        SearchStrategy strategy = bayes(SearchProblem.of(builder.build(), List.of(Goal.MINIMIZE), 1));
        List<TrialRecord> trials = play(strategy, 60, point -> {
            double[] x = point.values().values().stream()
                    .mapToDouble(value -> (Double) value)
                    .toArray();
            double[] site = Arrays.stream(sites)
                    .min(Comparator.comparingDouble(each -> squared(x, each)))
                    .orElseThrow();
            return squared(site, new double[] {0.3, 0.6, 0.5, 0.4});
        });
        assertThat(trials.stream()
                        .map(each -> each.objectives().get(0))
                        .distinct()
                        .count())
                .isGreaterThan(38);
    }

    private static double squared(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }

    @Test
    void the_best_of_earlier_studies_come_first_and_the_rest_is_learnt_from() {
        List<TrialRecord> earlier = play(bayes(problem()), 25, BayesSearchTest::bowl);
        List<TrialRecord> moved = play(bayes(problem().withEarlier(earlier)), 12, point -> bowl(point) + 0.1);
        assertThat(moved.get(0).objectives().get(0)).isEqualTo(best(earlier) + 0.1);
        assertThat(best(moved) - 0.1).isLessThan(best(play(bayes(problem()), 12, BayesSearchTest::bowl)));
    }

    @Test
    void two_objectives_are_spread_along_their_front() {
        SearchProblem problem = SearchProblem.of(space, List.of(Goal.MINIMIZE, Goal.MINIMIZE), 3);
        SearchStrategy strategy = bayes(problem);
        List<TrialRecord> ended = new ArrayList<>();
        for (int number = 1; number <= 48; number++) {
            Assignment point = strategy.propose(new History(number, ended), 1)
                    .proposals()
                    .get(0)
                    .assignment();
            double x = (Double) point.values().get("x");
            double rest = bowl(point) - (x - 0.7) * (x - 0.7);
            // the front is where the rest is 0: x from 0 to 1 trades one for the other
            ended.add(TrialRecord.succeeded(number, point, x * x + rest, (1 - x) * (1 - x) + rest));
        }
        long left =
                ended.stream().filter(each -> each.objectives().get(0) < 0.06).count();
        long middle = ended.stream()
                .filter(each ->
                        Math.max(each.objectives().get(0), each.objectives().get(1)) < 0.33)
                .count();
        long right =
                ended.stream().filter(each -> each.objectives().get(1) < 0.06).count();
        assertThat(List.of(left, middle, right)).allMatch(count -> count >= 2);
    }
}
