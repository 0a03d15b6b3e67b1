package org.attune.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.attune.search.Strategies;
import org.attune.search.math.Seeds;
import org.attune.search.property.OddResults;
import org.attune.search.property.OddSpaces;
import org.attune.search.property.Property;
import org.attune.search.property.RandomSpaces;
import org.attune.search.space.Assignment;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.Canonical;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.Condition;
import org.attune.search.space.ConstantParameter;
import org.attune.search.space.Constraint;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Parameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every strategy must do, whatever it is good at. Each one extends this and says how it is made. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
public abstract class SearchStrategyContract {

    private static final int CASES = 60;
    private static final int ODD_TRIALS = 25;
    private static final Duration FAST_ENOUGH = Duration.ofSeconds(5);

    /** The strategy under test, with its usual options; if it has a model, it should ask it after a few results. */
    protected abstract SearchStrategy create(SearchProblem problem);

    private SearchStrategy create(SearchSpace space, long seed) {
        return create(SearchProblem.of(space, List.of(Goal.MAXIMIZE), seed));
    }

    /** How many random cases each property is tried on; a strategy whose proposals take long says fewer. */
    protected int cases() {
        return CASES;
    }

    /** How many trials are played for each odd space and each odd way in which trials end: some hundred times in all. */
    protected int oddTrials() {
        return ODD_TRIALS;
    }

    /** Whether asking for n must equal asking for one n times; a strategy that plans batches says no. */
    protected boolean proposesOneByOne() {
        return true;
    }

    /** Whether the strategy stops of itself, as a grid does, although there are points left or they may be repeated. */
    protected boolean endsOfItself() {
        return false;
    }

    /** Plays a study with one objective, in which anything happens. */
    private List<Proposal> play(SearchStrategy strategy, RandomGenerator random, int trials) {
        return play(strategy, random, trials, SearchStrategyContract::end);
    }

    /** Plays a study: asks in batches of random size and ends trials in random order. */
    private List<Proposal> play(SearchStrategy strategy, RandomGenerator random, int trials, OddResults.Ending ending) {
        List<Proposal> all = new ArrayList<>();
        List<TrialRecord> ended = new ArrayList<>();
        List<TrialRecord> pending = new ArrayList<>();
        while (all.size() < trials) {
            List<TrialRecord> known = new ArrayList<>(ended);
            known.addAll(pending);
            int count = 1 + random.nextInt(4);
            Proposals proposals = strategy.propose(new History(all.size() + 1, known), count);
            assertThat(proposals.proposals().size()).isLessThanOrEqualTo(count);
            assertThat(proposals.exhausted().isPresent())
                    .as("a reason is given exactly when proposals are missing")
                    .isEqualTo(proposals.proposals().size() < count);
            for (Proposal proposal : proposals.proposals()) {
                all.add(proposal);
                pending.add(TrialRecord.pending(all.size(), proposal.assignment()));
            }
            if (proposals.exhausted().isPresent()) {
                assertThat(proposals.exhausted().get()).isNotBlank().doesNotEndWith(".");
                return all;
            }
            while (!pending.isEmpty() && random.nextBoolean()) {
                ended.add(ending.of(pending.remove(random.nextInt(pending.size())), random));
            }
        }
        return all;
    }

    private static TrialRecord end(TrialRecord trial, RandomGenerator random) {
        Outcome outcome = Outcome.values()[1 + random.nextInt(Outcome.values().length - 1)];
        boolean valued = outcome == Outcome.SUCCEEDED || outcome == Outcome.PRUNED;
        List<Double> objectives = valued ? List.of(random.nextGaussian()) : List.of();
        return new TrialRecord(trial.number(), trial.assignment(), outcome, objectives);
    }

    private static void assertSound(SearchSpace space, List<Proposal> proposals) {
        for (Proposal proposal : proposals) {
            assertThat(space.canonical(proposal.assignment().values()))
                    .isEqualTo(new Canonical.Valid(proposal.assignment()));
            assertThat(proposal.origin()).isNotBlank();
        }
        assertThat(proposals.stream().map(Proposal::assignment)).doesNotHaveDuplicates();
    }

    @Test
    void odd_spaces_and_odd_results_do_no_harm() {
        OddSpaces.all()
                .forEach((oddSpace, space) -> OddResults.all(1).forEach((oddResults, ending) -> {
                    RandomGenerator random = Seeds.generator(oddSpace.hashCode() * 31L + oddResults.hashCode());
                    SearchProblem.FailurePolicy[] policies = SearchProblem.FailurePolicy.values();
                    SearchProblem problem = SearchProblem.of(space, List.of(Goal.MINIMIZE), random.nextLong())
                            .withFailures(policies[random.nextInt(policies.length)])
                            .withBudget(1 + random.nextInt(60));
                    try {
                        assertSound(space, play(create(problem), random, oddTrials(), ending));
                    } catch (RuntimeException | AssertionError failure) {
                        throw new AssertionError(oddSpace + ", " + oddResults + ": " + failure, failure);
                    }
                }));
    }

    @Test
    void several_objectives_do_no_harm() {
        OddResults.all(3)
                .forEach((oddResults, ending) -> Property.holds(cases() / 10, random -> {
                    SearchSpace space = RandomSpaces.draw(random, 5);
                    List<Goal> goals = List.of(Goal.MINIMIZE, Goal.MAXIMIZE, Goal.MINIMIZE);
                    SearchProblem problem = SearchProblem.of(space, goals, random.nextLong());
                    assertSound(space, play(create(problem), random, oddTrials(), ending));
                }));
    }

    @Test
    void earlier_trials_of_any_space_do_no_harm_and_may_be_tried_again() {
        Property.holds(cases() / 2, random -> {
            // the same names with other kinds, ranges and conditions
            SearchSpace other = RandomSpaces.draw(random, 5);
            SearchSpace space = random.nextBoolean() ? other : RandomSpaces.draw(random, 5);
            List<TrialRecord> earlier = new ArrayList<>();
            for (Proposal proposal : play(create(other, 1), random, 15)) {
                TrialRecord trial = TrialRecord.pending(earlier.size() + 1, proposal.assignment());
                earlier.add(OddResults.all(1).get("anything happens").of(trial, random));
            }
            SearchProblem problem = SearchProblem.of(space, List.of(Goal.MAXIMIZE), random.nextLong())
                    .withEarlier(earlier);
            List<Proposal> proposals = play(create(problem), random, 10);
            assertSound(space, proposals);
            assertThat(proposals).isNotEmpty();
        });
    }

    @Test
    void under_noise_points_are_proposed_again_and_a_study_never_ends() {
        if (endsOfItself()) {
            return;
        }
        SearchSpace space = SearchSpace.builder()
                .add(BoolParameter.of("a"))
                .add(BoolParameter.of("b"))
                .build();
        SearchProblem problem =
                SearchProblem.of(space, List.of(Goal.MINIMIZE), 4).withNoise(SearchProblem.Noise.HIGH);
        assertThat(play(create(problem), Seeds.generator(2), 30)).hasSizeGreaterThanOrEqualTo(30);
    }

    @Test
    void points_that_were_tried_many_times_do_no_harm() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .add(BoolParameter.of("b"))
                .build();
        List<TrialRecord> trials = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Map<String, Object> values = Map.of("x", i % 3 / 2.0, "b", i % 2 == 0);
            if (space.canonical(values) instanceof Canonical.Valid point) {
                trials.add(TrialRecord.succeeded(i + 1, point.assignment(), i % 5));
            }
        }
        Proposals proposals = create(space, 1).propose(new History(61, trials), 3);
        assertSound(space, proposals.proposals());
        assertThat(proposals.proposals())
                .hasSize(3)
                .allSatisfy(proposal ->
                        assertThat(trials).noneMatch(trial -> trial.assignment().equals(proposal.assignment())));
    }

    @Test
    void five_thousand_observations_are_no_trouble() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("lr", 1e-5, 1, Scale.LOG))
                .add(FloatParameter.of("decay", 0, 1, Scale.LINEAR))
                .add(IntParameter.of("layers", 1, 8, Scale.LINEAR))
                .add(CategoricalParameter.of("activation", List.of("relu", "tanh", "gelu")))
                .add(new BoolParameter(
                        "bias", Optional.empty(), Optional.of(Condition.oneOf("activation", "relu", "gelu"))))
                .build();
        List<TrialRecord> trials = new ArrayList<>();
        for (Proposal proposal : Strategies.create(
                        "random", Map.of(), SearchProblem.of(space, List.of(Goal.MINIMIZE), 5))
                .propose(History.empty(), 5_000)
                .proposals()) {
            int number = trials.size() + 1;
            double lr = (double) proposal.assignment().values().get("lr");
            trials.add(
                    number % 50 == 0
                            ? TrialRecord.failed(number, proposal.assignment())
                            : TrialRecord.succeeded(number, proposal.assignment(), Math.abs(Math.log10(lr) + 3)));
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        Proposals proposals = create(space, 1).propose(new History(5_001, trials), 3);
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(FAST_ENOUGH);
        assertSound(space, proposals.proposals());
        if (!endsOfItself()) {
            assertThat(proposals.proposals()).hasSize(3);
        }
    }

    @Test
    void every_proposal_is_canonical_and_satisfies_the_constraints() {
        Property.holds(cases(), random -> {
            SearchSpace space = RandomSpaces.draw(random, 8);
            for (Proposal proposal : play(create(space, random.nextLong()), random, 20)) {
                assertSound(space, List.of(proposal));
                assertThat(proposal.assignment().values().keySet())
                        .containsExactlyElementsOf(
                                space.activeNames(proposal.assignment().values()));
            }
        });
    }

    @Test
    void no_point_is_proposed_twice() {
        Property.holds(cases(), random -> {
            SearchSpace space = RandomSpaces.draw(random, 6);
            List<Proposal> proposals = play(create(space, random.nextLong()), random, 40);
            assertThat(proposals.stream().map(Proposal::assignment)).doesNotHaveDuplicates();
        });
    }

    @Test
    void the_same_seed_and_events_give_the_same_study() {
        Property.holds(cases(), random -> {
            SearchSpace space = RandomSpaces.draw(random, 8);
            long seed = random.nextLong();
            long events = random.nextLong();
            List<Proposal> first = play(create(space, seed), Seeds.generator(events), 15);
            List<Proposal> again = play(create(space, seed), Seeds.generator(events), 15);
            assertThat(again).isEqualTo(first);
        });
    }

    @Test
    void a_strategy_made_anew_goes_on_as_the_old_one_would_have() {
        Property.holds(cases(), random -> {
            SearchSpace space = RandomSpaces.draw(random, 8);
            long seed = random.nextLong();
            SearchStrategy old = create(space, seed);
            History history =
                    History.empty().plus(old.propose(History.empty(), 7).proposals());
            assertThat(create(space, seed).propose(history, 5)).isEqualTo(old.propose(history, 5));
        });
    }

    @Test
    void asking_for_three_is_asking_for_one_three_times() {
        if (!proposesOneByOne()) {
            return;
        }
        Property.holds(cases(), random -> {
            SearchSpace space = RandomSpaces.draw(random, 5);
            SearchStrategy strategy = create(space, random.nextLong());
            History history = History.empty()
                    .plus(strategy.propose(History.empty(), 1 + random.nextInt(9))
                            .proposals());
            Proposals together = strategy.propose(history, 3);
            List<Proposal> apart = new ArrayList<>();
            Optional<String> exhausted = Optional.empty();
            while (apart.size() < 3 && exhausted.isEmpty()) {
                Proposals one = strategy.propose(history.plus(apart), 1);
                apart.addAll(one.proposals());
                exhausted = one.exhausted();
            }
            assertThat(new Proposals(apart, exhausted)).isEqualTo(together);
        });
    }

    @Test
    void a_finite_space_is_proposed_to_its_last_point_and_then_ends_with_a_reason() {
        Property.holds(cases(), random -> {
            SearchSpace space = RandomSpaces.drawFinite(random, 3);
            long size = space.size().orElseThrow();
            if (size > 300) {
                return;
            }
            List<Proposal> proposals = play(create(space, random.nextLong()), random, (int) size + 5);
            assertThat(proposals.stream().map(Proposal::assignment))
                    .hasSize((int) size)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void constraints_that_nothing_satisfies_end_the_study_with_their_text() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
                .constrain(new Constraint("x > 2", Set.of("x"), values -> false))
                .build();
        Proposals proposals = create(space, 1).propose(History.empty(), 2);
        assertThat(proposals.proposals()).isEmpty();
        assertThat(proposals.exhausted().orElseThrow()).contains("constraints");
    }

    @Test
    void a_space_of_constants_has_one_point() {
        SearchSpace space = SearchSpace.builder()
                .add(new ConstantParameter("epochs", 30))
                .add(new ConstantParameter("model", "mlp"))
                .build();
        assertOnePoint(space, Map.of("epochs", 30L, "model", "mlp"));
    }

    @Test
    void a_space_without_parameters_has_one_point() {
        assertOnePoint(SearchSpace.builder().build(), Map.of());
    }

    @Test
    void ranges_of_one_value_have_one_point() {
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("x", 0.5, 0.5, Scale.LOG))
                .add(IntParameter.of("n", 3, 3, Scale.REVERSE_LOG))
                .build();
        assertOnePoint(space, Map.of("x", 0.5, "n", 3L));
    }

    private void assertOnePoint(SearchSpace space, Map<String, Object> values) {
        Proposals proposals = create(space, 1).propose(History.empty(), 3);
        assertThat(proposals.proposals().stream()
                        .map(proposal -> proposal.assignment().values()))
                .containsExactly(values);
        assertThat(proposals.exhausted()).isPresent();
    }

    @Test
    void conditions_nest_to_any_depth() {
        SearchSpace.Builder builder = SearchSpace.builder().add(BoolParameter.of("b0"));
        for (int i = 1; i < 64; i++) {
            builder.add(
                    new BoolParameter("b" + i, Optional.empty(), Optional.of(Condition.oneOf("b" + (i - 1), true))));
        }
        SearchSpace space = builder.build();
        assertThat(space.size()).contains(65L);
        List<Proposal> proposals = play(create(space, 3), Seeds.generator(5), 100);
        assertThat(proposals).hasSize(65);
    }

    @Test
    void a_thousand_parameters_are_no_trouble() {
        SearchSpace.Builder builder = SearchSpace.builder();
        for (int i = 0; i < 250; i++) {
            builder.add(FloatParameter.of("f" + i, 1e-5, 0.5, Scale.values()[i % 3]));
            builder.add(IntParameter.of("i" + i, 1, 1_000_000, Scale.LOG));
            builder.add(CategoricalParameter.of("c" + i, List.of("a", "b", "c")));
            builder.add(new BoolParameter("b" + i, Optional.empty(), Optional.of(Condition.oneOf("c" + i, "a"))));
        }
        SearchSpace space = builder.build();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        SearchStrategy strategy = create(space, 1);
        Set<Assignment> seen = new HashSet<>();
        History history = History.empty();
        for (int i = 0; i < 5; i++) {
            List<Proposal> proposals = strategy.propose(history, 4).proposals();
            proposals.forEach(
                    proposal -> assertThat(seen.add(proposal.assignment())).isTrue());
            history = history.plus(proposals);
        }
        assertThat(seen).hasSize(20);
        // CPU time of this thread, as the machine may be busy with other things
        assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start)).isLessThan(FAST_ENOUGH);
    }

    @Test
    void other_trials_of_the_history_are_not_proposed_again() {
        SearchSpace space = SearchSpace.builder()
                .add(IntParameter.of("n", 1, 4, Scale.LINEAR))
                .build();
        List<TrialRecord> others = new ArrayList<>();
        for (long n : List.of(2L, 4L)) {
            if (space.canonical(Map.of("n", n)) instanceof Canonical.Valid point) {
                others.add(TrialRecord.pending(others.size() + 1, point.assignment()));
            }
        }
        Proposals proposals = create(space, 1).propose(new History(3, others), 4);
        assertThat(proposals.proposals().stream()
                        .map(proposal -> proposal.assignment().values().get("n")))
                .containsExactlyInAnyOrder(1L, 3L);
        assertThat(proposals.exhausted()).isPresent();
    }

    @Test
    void a_continuous_space_never_ends() {
        if (endsOfItself()) {
            return;
        }
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("lr", 1e-5, 1, Scale.LOG))
                .build();
        Proposals proposals = create(space, 9).propose(History.empty(), 200);
        assertThat(proposals.proposals()).hasSize(200);
        assertThat(proposals.exhausted()).isEmpty();
    }

    @Test
    void values_come_in_the_order_of_the_space_with_their_types() {
        Map<Class<?>, Parameter> kinds = new LinkedHashMap<>();
        kinds.put(String.class, CategoricalParameter.of("c", List.of("x", "y")));
        kinds.put(Double.class, FloatParameter.of("f", 0, 1, Scale.LINEAR));
        kinds.put(Long.class, IntParameter.of("i", 1, 9, Scale.LOG));
        kinds.put(Boolean.class, BoolParameter.of("b"));
        SearchSpace.Builder builder = SearchSpace.builder();
        kinds.values().forEach(builder::add);
        Assignment point = create(builder.build(), 4)
                .propose(History.empty(), 1)
                .proposals()
                .get(0)
                .assignment();
        assertThat(point.values().keySet()).containsExactly("c", "f", "i", "b");
        assertThat(point.values().values().stream().map(Object::getClass).toList())
                .isEqualTo(new ArrayList<Class<?>>(kinds.keySet()));
    }

    @Test
    void asking_for_none_is_a_defect() {
        SearchSpace space = SearchSpace.builder().add(BoolParameter.of("b")).build();
        SearchStrategy strategy = create(space, 1);
        assertThatThrownBy(() -> strategy.propose(History.empty(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0, expected 1 or more");
    }
}
