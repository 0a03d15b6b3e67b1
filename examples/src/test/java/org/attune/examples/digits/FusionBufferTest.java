package org.attune.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FusionBufferTest {
    private static final int[] LENGTHS = {7, 0, 1, 30, 2, 13};

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8, 13, 52, 53, 54, 1000})
    void sums_every_array_whatever_the_buffer_holds(int capacity) throws Exception {
        List<double[][]> all = LocalGang.run(3, (gang, ring) -> {
            double[][] arrays = new double[LENGTHS.length][];
            for (int i = 0; i < LENGTHS.length; i++) {
                arrays[i] = new double[LENGTHS[i]];
                for (int j = 0; j < LENGTHS[i]; j++) {
                    arrays[i][j] = 100 * i + j + 10_000 * gang.rank();
                }
            }
            FusionBuffer fused = new FusionBuffer(capacity, arrays);
            fused.sum(ring);
            fused.sum(ring);
            return arrays;
        });
        for (double[][] arrays : all) {
            for (int i = 0; i < LENGTHS.length; i++) {
                double[] expected = new double[LENGTHS[i]];
                Arrays.setAll(expected, new Expected(i));
                assertThat(arrays[i]).isEqualTo(expected);
            }
        }
    }

    private record Expected(int array) implements java.util.function.IntToDoubleFunction {
        @Override
        public double applyAsDouble(int j) {
            double once = 3 * (100 * array + j) + 10_000 * (0 + 1 + 2);
            return 3 * once;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000})
    void many_small_arrays_travel_as_one(int capacity) throws Exception {
        List<Long> sent = LocalGang.run(2, (gang, ring) -> {
            double[][] arrays = new double[50][3];
            new FusionBuffer(capacity, arrays).sum(ring);
            return ring.bytesSent();
        });
        // one allreduce of 150 values: half of them out and half of the sums, the same to the byte
        assertThat(sent).containsOnly(150L * Double.BYTES);
    }
}
