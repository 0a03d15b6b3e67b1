package org.attune.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SearchTest {

    private static final SearchSpace SPACE = SearchSpace.builder()
            .add(FloatParameter.of("x", 0, 1, Scale.LINEAR))
            .add(IntParameter.of("n", 1, 5, Scale.LINEAR))
            .build();

    private static Search.Builder random() {
        return Search.over(SPACE).strategy("random").seed(3);
    }

    @Test
    void trials_count_from_one_and_are_told_once() {
        Search search = random().start();
        Search.Trial first = search.ask().orElseThrow();
        Search.Trial second = search.ask().orElseThrow();
        assertThat(List.of(first.number(), second.number())).containsExactly(1, 2);
        assertThat(first.assignment()).isNotEqualTo(second.assignment());
        search.tell(second, 0.5);
        search.tellFailed(first);
        assertThat(search.history().trials())
                .containsExactly(
                        TrialRecord.succeeded(2, second.assignment(), 0.5), TrialRecord.failed(1, first.assignment()));
        assertThatThrownBy(() -> search.tell(first, 1))
                .hasMessage("trial 1 is not open, expected one that was asked for and not told of yet");
        Search.Trial third = search.ask().orElseThrow();
        assertThatThrownBy(() -> search.tell(third, 1, 2)).hasMessage("trial 3 has 2 values, expected 1");
        assertThatThrownBy(() -> search.tell(new Search.Trial(3, first.assignment(), ""), 1))
                .hasMessageContaining("trial 3 is not open");
        search.cancel(third);
        assertThat(search.history().trials().get(2).outcome()).isEqualTo(Outcome.CANCELLED);
    }

    @Test
    void the_best_is_the_first_of_the_best_that_succeeded() {
        Search search = random().start();
        List<Search.Trial> trials = search.ask(6);
        search.tell(trials.get(0), Double.NaN);
        search.tell(trials.get(1), 2);
        search.tell(trials.get(2), 1);
        search.tell(trials.get(3), 1);
        search.tellStopped(trials.get(4), 0);
        search.tell(trials.get(5), List.of(-1.0), List.of(0.0, 0.1));
        assertThat(search.best().orElseThrow().trial()).isEqualTo(3);
        assertThat(search.best().orElseThrow().value()).isEqualTo(1);
        assertThat(search.front()).extracting(Search.Result::trial).containsExactly(3, 4);
        assertThat(random().start().best()).isEmpty();
    }

    @Test
    void several_goals_have_a_front() {
        Search search = random().maximize().minimize().start();
        double[][] values = {{1, 1}, {2, 2}, {2, 3}, {3, 1}, {0, 0}};
        for (double[] value : values) {
            search.tell(search.ask().orElseThrow(), value);
        }
        assertThat(search.front()).extracting(Search.Result::trial).containsExactly(4, 5);
    }

    @Test
    void the_same_seed_gives_the_same_points_and_a_resumed_search_goes_on_with_them() {
        Search whole = random().start();
        Search half = random().start();
        for (int i = 0; i < 5; i++) {
            whole.tell(whole.ask().orElseThrow(), i);
            half.tell(half.ask().orElseThrow(), i);
        }
        Search.Trial open = half.ask().orElseThrow();
        assertThat(whole.ask()).contains(open);
        Search resumed = random().resume(half.history()).start();
        assertThat(resumed.ask().map(Search.Trial::assignment))
                .isEqualTo(whole.ask().map(Search.Trial::assignment));
        resumed.tell(open, 7);
        assertThat(resumed.history().trials()).hasSize(7);
    }

    @Test
    void a_space_that_is_used_up_says_so() {
        SearchSpace tiny = SearchSpace.builder()
                .add(IntParameter.of("n", 1, 2, Scale.LINEAR))
                .build();
        Search search = Search.over(tiny).strategy("grid").start();
        assertThat(search.ask(3)).hasSize(2);
        assertThat(search.exhausted()).contains("all 2 points");
        assertThat(search.ask()).isEmpty();
    }

    @Test
    void values_are_read_by_type() {
        SearchSpace space = SearchSpace.builder()
                .add(CategoricalParameter.of("kind", List.of("a", "b")))
                .add(BoolParameter.of("on"))
                .add(IntParameter.of("n", 1, 5, Scale.LINEAR))
                .build();
        Search.Trial trial = Search.over(space)
                .seedPoint(Map.of("kind", "b", "on", true, "n", 4))
                .start()
                .ask()
                .orElseThrow();
        assertThat(trial.text("kind")).isEqualTo("b");
        assertThat(trial.flag("on")).isTrue();
        assertThat(trial.whole("n")).isEqualTo(4);
        assertThat(trial.number("n")).isEqualTo(4.0);
        assertThat(trial.has("m")).isFalse();
        assertThat(trial.origin()).isEqualTo("seed point 1");
        assertThatThrownBy(() -> trial.number("kind")).hasMessage("kind is b in trial 1, expected a Number");
        assertThatThrownBy(() -> trial.number("m")).hasMessage("m is not active in trial 1, expected a Number");
    }

    @Test
    void what_is_wrong_is_said_before_it_starts() {
        assertThatThrownBy(() -> Search.over(SPACE).strategy("rndom").start()).hasMessageContaining("random");
        assertThatThrownBy(() -> Search.over(SPACE).seedPoint(Map.of("y", 1)).start())
                .hasMessageContaining("y is given");
    }

    @Test
    void several_threads_get_different_trials() throws InterruptedException {
        Search search = random().start();
        Set<Integer> told = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    Search.Trial trial = search.ask().orElseThrow();
                    told.add(trial.number());
                    search.tell(trial, trial.number("x"));
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(60_000);
        }
        assertThat(told).hasSize(200);
        Set<Object> points = new HashSet<>();
        search.history().trials().forEach(trial -> points.add(trial.assignment()));
        assertThat(points).hasSize(200);
        assertThat(search.best().orElseThrow().value())
                .isEqualTo(search.history().trials().stream()
                        .mapToDouble(trial -> trial.objectives().get(0))
                        .min()
                        .orElseThrow());
    }
}
