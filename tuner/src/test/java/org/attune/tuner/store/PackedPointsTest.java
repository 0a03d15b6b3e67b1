package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.attune.runner.worker.MetricPoint;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PackedPointsTest {

    private static final List<String> NAMES = List.of("loss", "val/accuracy", "", "größe", "a".repeat(1_024), "😀");
    private static final long[] LONGS = {0, 1, -1, 127, 128, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE};
    private static final double[] VALUES = {
        0.0,
        -0.0,
        1.5,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        Double.MAX_VALUE
    };

    @Test
    void what_was_packed_comes_back_bit_for_bit() {
        long seed = Long.getLong("attune.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 2_000; round++) {
            List<MetricPoint> points = new ArrayList<>();
            for (int i = random.nextInt(1, 30); i > 0; i--) {
                points.add(new MetricPoint(
                        NAMES.get(random.nextInt(NAMES.size())), number(random), value(random), number(random)));
            }
            List<MetricPoint> back = PackedPoints.unpack(PackedPoints.pack(points));
            assertThat(back).as("attune.seed=%d", seed).isEqualTo(points);
            for (int i = 0; i < points.size(); i++) {
                assertThat(Double.doubleToRawLongBits(back.get(i).value()))
                        .as("attune.seed=%d", seed)
                        .isEqualTo(Double.doubleToRawLongBits(points.get(i).value()));
            }
        }
    }

    @Test
    void a_usual_row_of_25_points_takes_about_11_bytes_a_point() {
        List<MetricPoint> points = new ArrayList<>();
        for (int step = 0; step < 25; step++) {
            points.add(new MetricPoint("val_accuracy", step, 1.0 / (step + 1), Samples.T0 + 40L * step));
        }
        assertThat(PackedPoints.pack(points).length).isLessThan(25 * 13 + 20);
    }

    @Test
    void rows_that_are_too_large_or_empty_are_refused() {
        MetricPoint point = Samples.point("loss", 1, 0.5);
        assertThat(PackedPoints.unpack(PackedPoints.pack(Collections.nCopies(1_000, point))))
                .hasSize(1_000);
        assertThatThrownBy(() -> PackedPoints.pack(Collections.nCopies(1_001, point)))
                .isInstanceOf(StoreRefusal.class);
        assertThatThrownBy(() -> PackedPoints.pack(List.of())).isInstanceOf(StoreRefusal.class);
        assertThatThrownBy(() -> PackedPoints.pack(List.of(Samples.point("x".repeat(1_025), 1, 1))))
                .isInstanceOf(StoreRefusal.class);
    }

    @Test
    void damaged_rows_are_an_error_and_nothing_worse() {
        long seed = Long.getLong("attune.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = PackedPoints.pack(List.of(Samples.point("loss", 1, 0.5), Samples.point("accuracy", 2, 0.6)));
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> PackedPoints.unpack(cut)).isInstanceOf(IllegalStateException.class);
        }
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = good.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                PackedPoints.unpack(damaged);
            } catch (IllegalStateException expected) {
                assertThat(expected).as("attune.seed=%d", seed).hasMessageContaining("packed points");
            }
        }
    }

    private static long number(SplittableRandom random) {
        return random.nextBoolean() ? LONGS[random.nextInt(LONGS.length)] : random.nextLong();
    }

    private static double value(SplittableRandom random) {
        return switch (random.nextInt(3)) {
            case 0 -> VALUES[random.nextInt(VALUES.length)];
            case 1 -> random.nextDouble();
            // any bits, among them NaNs with a payload
            default -> Double.longBitsToDouble(0x7FF8_0000_0000_0000L | random.nextLong());
        };
    }
}
