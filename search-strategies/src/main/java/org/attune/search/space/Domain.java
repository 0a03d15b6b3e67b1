package org.attune.search.space;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The values of one parameter: how they are recognised, counted, and laid out on the unit interval. */
abstract class Domain {

    /** The most values a parameter can have and still be addressed exactly by a double. */
    static final double MOST_LEVELS = 0x1p53;

    /** The number of values, or -1 when there is a continuum. */
    abstract long levels();

    /** The value at an index from 0, ascending for numbers; only when there is no continuum. */
    abstract Object level(long index);

    /** The value in its canonical type, or empty when it is none of this domain. */
    abstract Optional<Object> canonical(Object raw);

    /** What {@link #canonical} accepts, as the end of "expected …". */
    abstract String expected();

    /** The value whose cell holds the coordinate, which is clamped to [0, 1]. */
    abstract Object fromUnit(double unit);

    /** The coordinate of a canonical value: the middle of its cell. */
    abstract double toUnit(Object value);

    /** The coordinate of the value whose cell holds the coordinate. */
    double snap(double unit) {
        return toUnit(fromUnit(unit));
    }

    /** The index of the value whose cell holds the coordinate; only when there is no continuum. */
    long index(double unit) {
        throw new IllegalStateException("there is a continuum of values, expected levels");
    }

    /** The coordinate at which the cell of the value at an index ends; only when there is no continuum. */
    double cellEnd(long index) {
        return 1;
    }

    /** Whether all values are numbers that ascend with the index. */
    abstract boolean ascending();

    /** The smallest number of a numeric domain. */
    Object first() {
        return level(0);
    }

    /** The largest number of a numeric domain. */
    Object last() {
        return level(levels() - 1);
    }

    /** The canonical value nearest to a number within a numeric domain. */
    Object nearest(double value) {
        throw new IllegalStateException("the values are listed, expected a numeric domain");
    }

    final Object requireDefault(String name, Object value) {
        Optional<Object> canonical = canonical(value);
        Defects.check(canonical.isPresent(), name, "default", value, expected());
        return canonical.get();
    }

    static Domain of(Parameter parameter) {
        if (parameter instanceof FloatParameter p) {
            return ofFloat(p.name(), p.min(), p.max(), p.scale(), p.step());
        }
        if (parameter instanceof IntParameter p) {
            return ofInt(p.name(), p.min(), p.max(), p.scale(), p.step());
        }
        if (parameter instanceof OrdinalParameter p) {
            return ofOrdinal(p.name(), p.values());
        }
        if (parameter instanceof CategoricalParameter p) {
            return ofCategorical(p.name(), p.values(), p.probabilities());
        }
        if (parameter instanceof BoolParameter) {
            return new Listed(List.of(false, true), List.of(), false);
        }
        return new Listed(List.of(((ConstantParameter) parameter).value()), List.of(), false);
    }

    static Domain ofFloat(String name, double min, double max, Scale scale, OptionalDouble step) {
        if (step.isEmpty()) {
            return new Continuum(min, max, scale);
        }
        BigDecimal width = BigDecimal.valueOf(max).subtract(BigDecimal.valueOf(min));
        BigDecimal steps = width.divide(BigDecimal.valueOf(step.getAsDouble()), 0, RoundingMode.FLOOR);
        return new Steps(min, step.getAsDouble(), steps.longValueExact() + 1, scale, false);
    }

    static Domain ofInt(String name, long min, long max, Scale scale, long step) {
        return new Steps(min, step, (max - min) / step + 1, scale, true);
    }

    static Domain ofOrdinal(String name, List<Object> values) {
        return new Listed(values, List.of(), true);
    }

    static Domain ofCategorical(String name, List<Object> values, List<Double> probabilities) {
        return new Listed(values, probabilities, false);
    }

    /** A continuous range. */
    private static final class Continuum extends Domain {

        private final double min;
        private final double max;
        private final ScaledRange range;

        Continuum(double min, double max, Scale scale) {
            this.min = min;
            this.max = max;
            this.range = new ScaledRange(scale, min, max, ScaledRange.edge(scale, min, max, false));
        }

        @Override
        long levels() {
            return min == max ? 1 : -1;
        }

        @Override
        Object level(long index) {
            return min;
        }

        @Override
        Optional<Object> canonical(Object raw) {
            OptionalDouble value = Values.finite(raw);
            boolean fits = value.isPresent() && value.getAsDouble() >= min && value.getAsDouble() <= max;
            return fits ? Optional.of(value.getAsDouble()) : Optional.empty();
        }

        @Override
        String expected() {
            return "a number from " + min + " to " + max;
        }

        @Override
        Object first() {
            return min;
        }

        @Override
        Object last() {
            return max;
        }

        @Override
        Object nearest(double value) {
            return value + 0.0;
        }

        @Override
        Object fromUnit(double unit) {
            return range.value(unit) + 0.0;
        }

        @Override
        double snap(double unit) {
            return Math.max(0, Math.min(1, unit));
        }

        @Override
        long index(double unit) {
            if (min < max) {
                return super.index(unit);
            }
            return 0;
        }

        @Override
        double toUnit(Object value) {
            return range.unit((Double) value);
        }

        @Override
        boolean ascending() {
            return true;
        }
    }

    /** Numbers at equal steps, whole or decimal. */
    private static final class Steps extends Domain {

        private static final double SNAP = 1e-6;

        private final double min;
        private final double step;
        private final long count;
        private final boolean whole;
        private final boolean linear;
        private final ScaledRange range;

        Steps(double min, double step, long count, Scale scale, boolean whole) {
            this.min = min;
            this.step = step;
            this.count = count;
            this.whole = whole;
            this.linear = scale == Scale.LINEAR;
            double last = number(count - 1);
            double edge = ScaledRange.edge(scale, min, last, whole);
            // half a step of margin at both ends gives the first and the last value a cell of their own
            double low = scale == Scale.LOG ? Math.max(min - step / 2, min / 2) : min - step / 2;
            double high =
                    scale == Scale.REVERSE_LOG ? Math.min(last + step / 2, last + (edge - last) / 2) : last + step / 2;
            this.range = new ScaledRange(scale, low, high, edge);
        }

        private double number(long index) {
            return whole ? min + step * index : Values.decimal(min, step, index);
        }

        @Override
        long levels() {
            return count;
        }

        @Override
        Object level(long index) {
            return whole ? (Object) ((long) min + (long) step * index) : (Object) (number(index) + 0.0);
        }

        private long nearestIndex(double value) {
            return Math.max(0, Math.min(count - 1, Math.round((value - min) / step)));
        }

        @Override
        Optional<Object> canonical(Object raw) {
            OptionalDouble value = Values.finite(raw);
            if (value.isEmpty() || (whole && Values.integral(raw).isEmpty())) {
                return Optional.empty();
            }
            long index = nearestIndex(value.getAsDouble());
            double distance = Math.abs(value.getAsDouble() - number(index));
            boolean fits = whole ? distance == 0 : distance <= SNAP * step;
            return fits ? Optional.of(level(index)) : Optional.empty();
        }

        @Override
        Object nearest(double value) {
            return level(nearestIndex(value));
        }

        @Override
        String expected() {
            String kind = whole ? "a whole number" : "a number";
            String steps = whole && step == 1 ? "" : " in steps of " + (whole ? (Object) (long) step : (Object) step);
            return kind + " from " + level(0) + " to " + level(count - 1) + steps;
        }

        @Override
        Object fromUnit(double unit) {
            return level(index(unit));
        }

        @Override
        double snap(double unit) {
            long index = index(unit);
            return linear ? (index + 0.5) / count : range.unit(number(index));
        }

        @Override
        long index(double unit) {
            double clamped = Math.max(0, Math.min(1, unit));
            return linear ? Math.min(count - 1, (long) (clamped * count)) : nearestIndex(range.value(clamped));
        }

        @Override
        double cellEnd(long index) {
            return linear ? (index + 1.0) / count : range.unit(number(index) + step / 2);
        }

        @Override
        double toUnit(Object value) {
            double number = ((Number) value).doubleValue();
            return linear ? (nearestIndex(number) + 0.5) / count : range.unit(number);
        }

        @Override
        boolean ascending() {
            return true;
        }
    }

    /** Values that are listed: ordinals, categories, booleans, a constant. */
    private static final class Listed extends Domain {

        private static final int SHOWN = 8;

        private final List<Object> values;
        /** Upper end of each value's cell; the last one is 1. */
        private final double[] ends;

        private final boolean ascending;

        Listed(List<Object> values, List<Double> probabilities, boolean ascending) {
            this.values = values;
            this.ascending = ascending;
            this.ends = new double[values.size()];
            double total = 0;
            for (double probability : probabilities) {
                total += probability;
            }
            double sum = 0;
            for (int i = 0; i < ends.length; i++) {
                sum += probabilities.isEmpty() ? 0 : probabilities.get(i);
                ends[i] = probabilities.isEmpty() ? (i + 1.0) / ends.length : sum / total;
            }
        }

        @Override
        long levels() {
            return values.size();
        }

        @Override
        Object level(long index) {
            return values.get(Math.toIntExact(index));
        }

        private int indexOf(Object raw) {
            for (int i = 0; i < values.size(); i++) {
                if (Values.same(values.get(i), raw)) {
                    return i;
                }
            }
            return -1;
        }

        @Override
        Optional<Object> canonical(Object raw) {
            int index = indexOf(raw);
            return index < 0 ? Optional.empty() : Optional.of(values.get(index));
        }

        @Override
        String expected() {
            List<String> shown = new ArrayList<>();
            for (Object value : values.subList(0, Math.min(SHOWN, values.size()))) {
                shown.add(Values.show(value));
            }
            String more = values.size() > SHOWN ? " or " + (values.size() - SHOWN) + " others" : "";
            return (values.size() == 1 ? "" : "one of ") + String.join(", ", shown) + more;
        }

        @Override
        Object fromUnit(double unit) {
            return values.get((int) index(unit));
        }

        @Override
        long index(double unit) {
            int low = 0;
            int high = ends.length - 1;
            // the first cell whose end lies above the coordinate; cells of probability 0 are empty and never hit
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (ends[middle] > unit) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            while (low > 0 && ends[low] == ends[low - 1]) {
                low--;
            }
            return low;
        }

        @Override
        double snap(double unit) {
            return middle((int) index(unit));
        }

        @Override
        double cellEnd(long index) {
            return ends[(int) index];
        }

        @Override
        double toUnit(Object value) {
            return middle(indexOf(value));
        }

        private double middle(int index) {
            double start = index == 0 ? 0 : ends[index - 1];
            return start + (ends[index] - start) / 2;
        }

        @Override
        boolean ascending() {
            return ascending;
        }
    }
}
