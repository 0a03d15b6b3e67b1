package org.attune.search.tpe;

import java.util.Arrays;
import org.attune.search.math.Fading;
import org.attune.search.math.StandardNormal;

/**
 * Normal kernels on a continuum, truncated to the unit interval. The width of a kernel is the larger of the distances
 * to its two neighbours, the prior among them; the outermost have one neighbour. It is kept between 1 / min(100, n + 2)
 * and 1 ("magic clipping"), n being the number of members. The prior is centred in the middle and as wide as the
 * interval.
 */
class NumericColumn extends Column {

    private static final double NARROWEST = 100;
    private static final double MIDDLE = 0.5;
    private static final double ROOT_TWO = 1.4142135623730951;

    double[] centres = {MIDDLE};
    double[] widths = new double[1];
    /** 1 / (width sqrt 2). */
    private double[] scales = new double[1];
    /** What a kernel's density is a multiple of, and the logarithm of it. */
    double[] factors = new double[1];

    private double[] constants = new double[1];
    /** The kernels by centre, those with the same centre by their place. */
    int[] order = new int[1];

    int kernels = 1;

    /** What the arrays were before the last change, to be filled at the next one. */
    private double[][] spare = new double[5][1];

    private int[] spareOrder = new int[1];

    /** Where the interval begins and ends in a kernel's distribution, of those drawn from; NaN where not asked for. */
    private double[] lows = new double[0];

    private double[] highs = new double[0];

    /** The kernels of the least width. */
    private final Crowd narrow = new Crowd();
    /** The others, of which there are few when there are many kernels, and how much each weighs. */
    private int[] wideKernels = new int[0];

    private double[] wideWeights = new double[0];
    private int wide;

    NumericColumn(int dimension) {
        super(dimension);
        setWidth(0, 1);
    }

    @Override
    void replace(Members members) {
        int size = members.size();
        int prior = kernels - 1;
        int total = size + 1;
        double leastBefore = least();
        boolean appended = members.appended() && total <= centres.length;
        if (appended) {
            move(prior, size);
        } else {
            copy(members, total);
        }
        int[] added = new int[members.newcomers()];
        for (int i = 0; i < added.length; i++) {
            added[i] = members.newcomer(i);
            centres[added[i]] = members.coordinate(added[i], dimension);
            widths[added[i]] = 0;
        }
        Arrays.fill(lows, Double.NaN);
        if (!appended) {
            merge(members, sorted(added), total, centres.length);
            kernels = total;
            setWidths();
            return;
        }
        insert(added, prior, size);
        kernels = total;
        if (least() == leastBefore) {
            for (int each : added) {
                int at = place(each, total);
                setWidths(at - 1, at + 2);
            }
        } else {
            setWidths();
        }
    }

    /** What is known of a kernel, at another place in the same arrays. */
    private void move(int from, int to) {
        centres[to] = centres[from];
        widths[to] = widths[from];
        scales[to] = scales[from];
        factors[to] = factors[from];
        constants[to] = constants[from];
    }

    /** What is known of kernels that stay, in other arrays; neighbours that stay neighbours go together. */
    private void copy(Members members, int total) {
        int size = total - 1;
        int prior = kernels - 1;
        int capacity = total <= centres.length ? centres.length : total + total / 2;
        if (spare[0].length != capacity) {
            spare = new double[spare.length][capacity];
        }
        double[][] old = {centres, widths, scales, factors, constants};
        double[][] filled = spare;
        for (int i = 0; i < size; ) {
            int from = members.from(i);
            int end = i + 1;
            if (from >= 0) {
                while (end < size && members.from(end) == from + end - i) {
                    end++;
                }
                for (int k = 0; k < old.length; k++) {
                    System.arraycopy(old[k], from, filled[k], i, end - i);
                }
            }
            i = end;
        }
        for (int k = 0; k < old.length; k++) {
            filled[k][size] = old[k][prior];
        }
        spare = old;
        centres = filled[0];
        widths = filled[1];
        scales = filled[2];
        factors = filled[3];
        constants = filled[4];
    }

    /** Puts kernels that came last in order, and lets the prior be the last one again. */
    private void insert(int[] added, int formerPrior, int prior) {
        if (order.length <= prior) {
            order = Arrays.copyOf(order, centres.length);
        }
        int count = kernels;
        for (int i = 0; i < count; i++) {
            if (order[i] == formerPrior) {
                order[i] = prior;
                break;
            }
        }
        for (int each : added) {
            int at = place(each, count);
            System.arraycopy(order, at, order, at + 1, count - at);
            order[at] = each;
            count++;
        }
    }

    /** The place of a kernel in the order, or where it belongs. */
    private int place(int kernel, int count) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (before(order[middle], kernel)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean before(int a, int b) {
        return centres[a] < centres[b] || (centres[a] == centres[b] && a < b);
    }

    /** Sorts few kernels by insertion; many by their bits, as boxed comparisons would cost more than the rest. */
    private int[] sorted(int[] added) {
        if (added.length <= 16) {
            for (int i = 1; i < added.length; i++) {
                int moving = added[i];
                int j = i - 1;
                while (j >= 0 && before(moving, added[j])) {
                    added[j + 1] = added[j];
                    j--;
                }
                added[j + 1] = moving;
            }
            return added;
        }
        int half = added.length / 2;
        int[] low = sorted(Arrays.copyOfRange(added, 0, half));
        int[] high = sorted(Arrays.copyOfRange(added, half, added.length));
        for (int i = 0, a = 0, b = 0; i < added.length; i++) {
            boolean fromLow = b == high.length || (a < low.length && before(low[a], high[b]));
            added[i] = fromLow ? low[a++] : high[b++];
        }
        return added;
    }

    private void merge(Members members, int[] added, int total, int capacity) {
        int[] merged = spareOrder.length == capacity ? spareOrder : new int[capacity];
        int at = 0;
        int next = 0;
        for (int i = 0; i < kernels; i++) {
            int kept = order[i] == kernels - 1 ? total - 1 : members.to(order[i]);
            if (kept < 0) {
                continue;
            }
            while (next < added.length && before(added[next], kept)) {
                merged[at++] = added[next++];
            }
            merged[at++] = kept;
        }
        System.arraycopy(added, next, merged, at, added.length - next);
        if (at + added.length - next != total) {
            throw new IllegalStateException("kernels were lost on the way, expected " + total);
        }
        spareOrder = order;
        order = merged;
    }

    private double least() {
        return 1 / Math.min(NARROWEST, kernels + 1);
    }

    private void setWidths() {
        setWidths(0, kernels);
    }

    /** Sets the widths of the kernels from one place in the order up to another, as far as there are any. */
    private void setWidths(int from, int to) {
        int size = kernels - 1;
        double least = least();
        for (int i = Math.max(0, from); i < Math.min(to, kernels); i++) {
            int kernel = order[i];
            double left = i == 0 ? 0 : centres[kernel] - centres[order[i - 1]];
            double right = i == size ? 0 : centres[order[i + 1]] - centres[kernel];
            double width = kernel == size ? 1 : Math.max(least, Math.min(1, Math.max(left, right)));
            if (width != widths[kernel]) {
                setWidth(kernel, width);
            }
        }
    }

    private void setWidth(int kernel, double width) {
        widths[kernel] = width;
        scales[kernel] = 1 / (width * ROOT_TWO);
        double mass = StandardNormal.mass(-centres[kernel] / width, (1 - centres[kernel]) / width);
        factors[kernel] = factor(mass, width);
        constants[kernel] = StrictMath.log(factors[kernel]);
    }

    /** What the density of a kernel that has a mass within the unit interval is a multiple of. */
    double factor(double mass, double width) {
        return StandardNormal.HIGHEST_DENSITY / (mass * width);
    }

    @Override
    void weigh(double[] weights) {
        if (wideKernels.length < kernels) {
            wideKernels = new int[centres.length];
            wideWeights = new double[centres.length];
        }
        double least = least();
        narrow.clear(least);
        wide = 0;
        for (int i = 0; i < kernels; i++) {
            int kernel = order[i];
            double weight = weights[kernel] * factors[kernel];
            if (widths[kernel] == least) {
                narrow.add(centres[kernel], weight);
            } else {
                wideKernels[wide] = kernel;
                wideWeights[wide++] = weight;
            }
        }
    }

    @Override
    double density(double coordinate) {
        double sum = narrow.at(coordinate);
        for (int i = 0; i < wide; i++) {
            double distance = (coordinate - centres[wideKernels[i]]) * scales[wideKernels[i]];
            sum += wideWeights[i] * Fading.exp(distance * distance);
        }
        return sum;
    }

    @Override
    void addConstants(double[] logs) {
        double[] each = constants;
        for (int i = 0; i < kernels; i++) {
            logs[i] += each[i];
        }
    }

    @Override
    void add(double[] logs, double coordinate) {
        double[] centre = centres;
        double[] scale = scales;
        int count = kernels;
        for (int i = 0; i < count; i++) {
            double distance = (coordinate - centre[i]) * scale[i];
            logs[i] -= distance * distance;
        }
    }

    @Override
    double draw(int kernel, double uniform) {
        double centre = centres[kernel];
        double width = widths[kernel];
        if (lows.length < kernels) {
            lows = new double[centres.length];
            highs = new double[centres.length];
            Arrays.fill(lows, Double.NaN);
        }
        if (Double.isNaN(lows[kernel])) {
            lows[kernel] = StandardNormal.cdf(-centre / width);
            highs[kernel] = StandardNormal.cdf((1 - centre) / width);
        }
        double drawn =
                centre + width * StandardNormal.quantile(lows[kernel] + uniform * (highs[kernel] - lows[kernel]));
        return Math.max(0, Math.min(1, drawn));
    }
}
