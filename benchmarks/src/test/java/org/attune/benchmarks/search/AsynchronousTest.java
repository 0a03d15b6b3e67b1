package org.attune.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AsynchronousTest {

    private static final SearchTask TASK = BbobFunction.SPHERE.task(3);

    @Test
    void one_worker_sees_what_a_sequential_run_sees() {
        for (String name : new String[] {"random", "tpe"}) {
            Contestant contestant = Contestant.parse(name);
            assertThat(Asynchronous.run(contestant, TASK, 3, "now", 1).values())
                    .containsExactly(Sequential.run(contestant, TASK, 3, "now").values());
        }
    }

    @Test
    void eight_workers_spend_the_same_budget_in_another_order_and_no_point_twice() {
        Contestant contestant = Contestant.parse("random");
        double[] one = Sequential.run(contestant, TASK, 3, "now").values();
        double[] eight = Asynchronous.run(contestant, TASK, 3, "now", 8).values();

        assertThat(eight).hasSize(TASK.budget()).isNotEqualTo(one);
        // random search proposes the same points whatever the history
        assertThat(Arrays.stream(eight).sorted().toArray())
                .containsExactly(Arrays.stream(one).sorted().toArray());
        HashSet<Double> distinct = new HashSet<>();
        Arrays.stream(eight).forEach(distinct::add);
        assertThat(distinct).hasSizeGreaterThan(TASK.budget() - 3);
    }

    @Test
    void the_same_seed_gives_the_same_run_and_another_seed_another() {
        Contestant contestant = Contestant.parse("tpe");
        double[] first = Asynchronous.run(contestant, TASK, 3, "now", 8).values();

        assertThat(Asynchronous.run(contestant, TASK, 3, "now", 8).values()).containsExactly(first);
        assertThat(Asynchronous.run(contestant, TASK, 4, "now", 8).values()).isNotEqualTo(first);
    }
}
