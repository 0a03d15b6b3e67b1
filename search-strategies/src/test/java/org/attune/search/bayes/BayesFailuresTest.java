package org.attune.search.bayes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.attune.search.bayes.BayesSearch.Stage;
import org.attune.search.property.Property;
import org.attune.search.property.RandomSpaces;
import org.attune.search.space.Canonical;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Patience;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whatever fails or takes too long, there is a proposal. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BayesFailuresTest {

    private final SearchSpace space = SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .add(FloatParameter.of("y", 1e-4, 1, Scale.LOG))
            .add(CategoricalParameter.of("c", List.of("a", "b", "c")))
            .build();
    private final SearchProblem problem = SearchProblem.of(space, List.of(Goal.MINIMIZE), 5);

    private static double cost(Proposal proposal) {
        double x = (Double) proposal.assignment().values().get("x") - 0.7;
        return x * x + (double) proposal.assignment().values().get("y");
    }

    private static List<Proposal> play(SearchStrategy strategy, int trials) {
        List<TrialRecord> ended = new ArrayList<>();
        List<Proposal> proposals = new ArrayList<>();
        for (int i = 1; i <= trials; i++) {
            Proposal next =
                    strategy.propose(new History(i, ended), 1).proposals().get(0);
            proposals.add(next);
            ended.add(TrialRecord.succeeded(i, next.assignment(), cost(next)));
        }
        return proposals;
    }

    private SearchStrategy failing(Set<Stage> stages) {
        return new BayesSearch(problem, false, Optional.of(4), Patience.ENDLESS, stage -> {
            if (stages.contains(stage)) {
                throw new IllegalStateException("injected at " + stage);
            }
        });
    }

    @Test
    void without_a_fit_the_model_has_what_is_believed_beforehand() {
        assertThat(play(failing(EnumSet.of(Stage.FIT)), 12).subList(4, 12))
                .allMatch(each -> each.origin().startsWith("bayes"));
    }

    @Test
    void without_a_model_tpe_proposes_and_without_tpe_chance() {
        assertThat(play(failing(EnumSet.of(Stage.MODEL)), 20).subList(12, 20))
                .allMatch(each ->
                        each.origin().startsWith("tpe") && each.origin().endsWith(", as the model of bayes failed"));
        assertThat(play(failing(EnumSet.allOf(Stage.class)), 12).subList(4, 12))
                .allMatch(each -> each.origin().equals("random"));
    }

    @Test
    void faults_at_any_time_leave_every_proposal_valid_and_new() {
        Property.holds(15, random -> {
            SearchProblem any =
                    SearchProblem.of(RandomSpaces.draw(random, 5), List.of(Goal.MINIMIZE), random.nextLong());
            SearchStrategy strategy = new BayesSearch(any, false, Optional.of(3), Patience.ENDLESS, stage -> {
                if (random.nextInt(3) == 0) {
                    throw random.nextBoolean()
                            ? new ArithmeticException("injected")
                            : new IllegalStateException("injected");
                }
            });
            List<TrialRecord> ended = new ArrayList<>();
            for (int i = 1; i <= 12; i++) {
                List<Proposal> next = strategy.propose(new History(i, ended), 1).proposals();
                if (next.isEmpty()) {
                    return;
                }
                assertThat(any.space().canonical(next.get(0).assignment().values()))
                        .isInstanceOf(Canonical.Valid.class);
                assertThat(ended)
                        .noneMatch(each -> each.assignment().equals(next.get(0).assignment()));
                ended.add(TrialRecord.succeeded(i, next.get(0).assignment(), random.nextGaussian()));
            }
        });
    }

    @Test
    void time_that_does_not_run_out_changes_no_proposal() {
        AtomicLong now = new AtomicLong();
        SearchStrategy timed =
                new BayesSearch(problem, false, Optional.of(4), new Patience(now::incrementAndGet, 1_000_000_000_000L));
        assertThat(play(timed, 20)).isEqualTo(play(new BayesSearch(problem, false, Optional.of(4)), 20));
        assertThat(now.get()).isPositive();
    }

    @Test
    void when_the_time_is_over_the_best_point_so_far_is_proposed_at_once() {
        // every look at the clock takes a millisecond
        for (long limit : new long[] {0, 5_000_000, 20_000_000, 60_000_000, 200_000_000}) {
            AtomicLong now = new AtomicLong();
            AtomicLong looks = new AtomicLong();
            Patience patience = new Patience(
                    () -> {
                        looks.incrementAndGet();
                        return now.addAndGet(1_000_000);
                    },
                    limit);
            SearchStrategy strategy = new BayesSearch(problem, false, Optional.of(4), patience);
            List<TrialRecord> ended = new ArrayList<>();
            for (int i = 1; i <= 15; i++) {
                looks.set(0);
                Proposal next =
                        strategy.propose(new History(i, ended), 1).proposals().get(0);
                assertThat(space.canonical(next.assignment().values())).isInstanceOf(Canonical.Valid.class);
                assertThat(looks.get()).isLessThan(limit / 1_000_000 + 200);
                if (i > 5) {
                    assertThat(next.origin()).startsWith("bayes");
                    assertThat(limit > 0 || next.origin().endsWith(", cut when the time was over"))
                            .isTrue();
                }
                ended.add(TrialRecord.succeeded(i, next.assignment(), cost(next)));
            }
        }
    }
}
