package org.attune.search.space;

/**
 * A bijection between [0, 1] and a range of numbers under a scale. StrictMath keeps it the same to the last bit on
 * every machine, as proposals must be.
 */
final class ScaledRange {

    private final Scale scale;
    private final double low;
    private final double high;
    private final double edge;
    private final double start;
    private final double width;

    /** A range from low to high; the edge is what reverse-log measures its distances from. */
    ScaledRange(Scale scale, double low, double high, double edge) {
        this.scale = scale;
        this.low = low;
        this.high = high;
        this.edge = edge;
        this.start = position(low);
        this.width = position(high) - start;
    }

    static double edge(Scale scale, double min, double max, boolean whole) {
        if (scale != Scale.REVERSE_LOG) {
            return 0;
        }
        return max < 1 && !whole ? 1 : min + max;
    }

    private double position(double value) {
        return switch (scale) {
            case LINEAR -> value;
            case LOG -> StrictMath.log(value);
            case REVERSE_LOG -> -StrictMath.log(edge - value);
        };
    }

    /** The number at a coordinate, which is clamped. */
    double value(double unit) {
        if (unit <= 0) {
            return low;
        }
        if (unit >= 1) {
            return high;
        }
        double at = start + unit * width;
        double value = switch (scale) {
            case LINEAR -> at;
            case LOG -> StrictMath.exp(at);
            case REVERSE_LOG -> edge - StrictMath.exp(-at);
        };
        return Math.max(low, Math.min(high, value));
    }

    /** The coordinate of a number, 0.5 when the range is a single point. */
    double unit(double value) {
        if (width <= 0) {
            return 0.5;
        }
        return Math.max(0, Math.min(1, (position(value) - start) / width));
    }
}
