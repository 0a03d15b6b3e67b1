package org.attune.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RingAllreduceTest {
    private static double[] values(long seed, int rank, int length) {
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(seed * 1000 + rank);
        return random.doubles(length, -1, 1).toArray();
    }

    private static double[] naiveSum(long seed, int world, int length) {
        double[] sum = new double[length];
        for (int rank = 0; rank < world; rank++) {
            double[] one = values(seed, rank, length);
            for (int i = 0; i < length; i++) {
                sum[i] += one[i];
            }
        }
        return sum;
    }

    @RepeatedTest(25)
    void equals_the_naive_sum_for_random_sizes_and_worlds(RepetitionInfo repetition) throws Exception {
        long seed = repetition.getCurrentRepetition();
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(seed);
        int world = random.nextInt(1, 9);
        // every third array is shorter than the gang, every third needs many pieces
        int length = random.nextInt(seed % 3 == 0 ? world : seed % 3 == 1 ? 100 : 50_000);

        List<double[]> sums = LocalGang.run(world, (gang, ring) -> {
            double[] mine = values(seed, gang.rank(), length);
            ring.sum(mine, length);
            return mine;
        });

        double[] expected = naiveSum(seed, world, length);
        for (double[] sum : sums) {
            assertThat(sum)
                    .as("seed %s, world %s, length %s: every rank has the same bits", seed, world, length)
                    .isEqualTo(sums.get(0));
            assertThat(sum)
                    .as("seed %s, world %s, length %s", seed, world, length)
                    .hasSize(length);
            for (int i = 0; i < length; i++) {
                assertThat(sum[i]).isEqualTo(expected[i], within(1e-12));
            }
        }
    }

    @Test
    void each_worker_sends_two_times_world_minus_one_over_world_of_the_array() throws Exception {
        int length = 84_000;
        for (int world : new int[] {2, 3, 4, 7}) {
            List<Long> sent = LocalGang.run(world, (gang, ring) -> {
                ring.sum(values(1, gang.rank(), length), length);
                return ring.bytesSent();
            });
            assertThat(sent).containsOnly(2L * (world - 1) * length / world * Double.BYTES);
        }
    }

    @Test
    void chunks_of_unequal_size_cost_at_most_one_value_a_step_more() throws Exception {
        int length = 10_007;
        int world = 4;
        List<Long> sent = LocalGang.run(world, (gang, ring) -> {
            ring.sum(values(1, gang.rank(), length), length);
            return ring.bytesSent();
        });
        long steps = 2L * (world - 1);
        assertThat(sent).allMatch(bytes -> bytes <= steps * (length / world + 1) * Double.BYTES);
        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isEqualTo(steps * length * Double.BYTES);
    }

    @Test
    void copies_what_the_first_has_to_everyone() throws Exception {
        double[] first = values(3, 0, 20_000);
        List<double[]> copies = LocalGang.run(4, (gang, ring) -> {
            double[] mine = values(3, gang.rank(), first.length);
            ring.copyFromFirst(mine);
            return mine;
        });
        assertThat(copies).allSatisfy(copy -> assertThat(copy).isEqualTo(first));
    }

    @Test
    void a_dead_worker_ends_all_others_at_once_with_a_clear_error() throws Exception {
        // a time limit of an hour: the others end because the connection closed, not because they waited long enough
        List<Future<Boolean>> workers = LocalGang.start(4, 3600, (gang, ring) -> {
            double[] data = new double[1000];
            for (int step = 0; gang.rank() != 2 || step < 5; step++) {
                ring.sum(data, data.length);
            }
            return true;
        });
        assertThat(workers.get(2).get(20, TimeUnit.SECONDS)).isTrue();
        for (int rank : new int[] {0, 1, 3}) {
            assertThatThrownBy(() -> workers.get(rank).get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(GangException.class)
                    .hasMessageStartingWith("rank " + rank + ": ")
                    .hasMessageContaining("the worker of rank ")
                    .hasMessageEndingWith("; the gang ends");
        }
    }

    @Test
    void a_silent_worker_ends_the_others_at_the_time_limit() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        List<Future<Boolean>> workers = LocalGang.start(2, 1, (gang, ring) -> {
            if (gang.rank() == 1) {
                return over.await(20, TimeUnit.SECONDS);
            }
            ring.sum(new double[100_000], 100_000);
            return true;
        });
        try {
            assertThatThrownBy(() -> workers.get(0).get(20, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOf(GangException.class)
                    .hasMessage("rank 0: nothing from the worker of rank 1 for 1000 ms; the gang ends");
        } finally {
            over.countDown();
        }
        assertThat(workers.get(1).get(20, TimeUnit.SECONDS)).isTrue();
    }
}
