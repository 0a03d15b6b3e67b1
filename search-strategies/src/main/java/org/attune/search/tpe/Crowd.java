package org.attune.search.tpe;

import java.util.Arrays;
import org.attune.search.math.Fading;

/**
 * A weighted sum of bell curves exp(-(x - centre)^2 / (2 width^2)) that are equally wide. Centres within a third of a
 * width share a polynomial that stands for all of them (a one-dimensional fast Gauss transform: Greengard and Strain,
 * 1991), so that a value costs as much as there are thirds of a width in reach, however many centres crowd there. Each
 * curve is met to one part in a million down to a millionth of its height, and is left out below 1e-13 of it.
 */
final class Crowd {

    private static final int TERMS = 10;
    private static final double ROOT_TWO = 1.4142135623730951;
    private static final double SPAN = 1.0 / 3;
    private static final double REACH = StrictMath.sqrt(Fading.NOTHING_FROM);

    private double scale = 1;
    private double span = SPAN;
    private double[] middles = new double[0];
    private double[] coefficients = new double[0];
    /** Where the curves of a bin begin, and whether its coefficients are known. */
    private int[] starts = new int[0];

    private boolean[] known = new boolean[0];
    private int bins;

    private double[] centres = new double[0];
    private double[] weights = new double[0];
    private int count;

    /** Starts again with no curves. */
    void clear(double width) {
        scale = 1 / (width * ROOT_TWO);
        span = SPAN * width;
        bins = 0;
        count = 0;
    }

    /**
     * Adds a curve.
     *
     * @param centre no less than the one before
     */
    void add(double centre, double weight) {
        if (bins == 0 || centre > middles[bins - 1] + span / 2) {
            if (bins == middles.length) {
                int capacity = 2 * bins + 16;
                middles = Arrays.copyOf(middles, capacity);
                starts = Arrays.copyOf(starts, capacity);
                known = Arrays.copyOf(known, capacity);
                coefficients = Arrays.copyOf(coefficients, capacity * TERMS);
            }
            middles[bins] = centre + span / 2;
            starts[bins] = count;
            known[bins] = false;
            bins++;
        }
        if (count == centres.length) {
            centres = Arrays.copyOf(centres, 2 * count + 16);
            weights = Arrays.copyOf(weights, centres.length);
        }
        centres[count] = centre;
        weights[count++] = weight;
    }

    /** Sums up the curves of a bin, which most bins are never asked for. */
    private void gather(int bin) {
        known[bin] = true;
        Arrays.fill(coefficients, bin * TERMS, (bin + 1) * TERMS, 0);
        int end = bin + 1 < bins ? starts[bin + 1] : count;
        for (int i = starts[bin]; i < end; i++) {
            // exp(-(y - e)^2) = exp(-y^2) exp(-e^2) (1 + 2 e y + (2 e y)^2 / 2! + …)
            double offset = (centres[i] - middles[bin]) * scale;
            double term = weights[i] * Fading.exp(offset * offset);
            int at = bin * TERMS;
            for (int k = 0; k < TERMS; k++) {
                coefficients[at + k] += term;
                term *= 2 * offset / (k + 1);
            }
        }
    }

    /** The sum at a place. */
    double at(double place) {
        double reach = REACH / scale;
        int first = Arrays.binarySearch(middles, 0, bins, place - reach);
        int from = first < 0 ? -first - 1 : first;
        int to = from;
        while (to < bins && middles[to] < place + reach) {
            if (!known[to]) {
                gather(to);
            }
            to++;
        }
        double sum = 0;
        int i = from;
        // four at a time, as each step of a polynomial waits for the one before
        for (; i + 4 <= to; i += 4) {
            sum = four(i, place, sum);
        }
        double[] each = coefficients;
        for (; i < to; i++) {
            double y = (place - middles[i]) * scale;
            double polynomial = 0;
            for (int k = (i + 1) * TERMS - 1; k >= i * TERMS; k--) {
                polynomial = polynomial * y + each[k];
            }
            sum += polynomial * Fading.exp(y * y);
        }
        return sum;
    }

    private double four(int bin, double place, double before) {
        double[] each = coefficients;
        int at = bin * TERMS;
        double y0 = (place - middles[bin]) * scale;
        double y1 = (place - middles[bin + 1]) * scale;
        double y2 = (place - middles[bin + 2]) * scale;
        double y3 = (place - middles[bin + 3]) * scale;
        double p0 = 0;
        double p1 = 0;
        double p2 = 0;
        double p3 = 0;
        for (int k = at + TERMS - 1; k >= at; k--) {
            p0 = p0 * y0 + each[k];
            p1 = p1 * y1 + each[k + TERMS];
            p2 = p2 * y2 + each[k + 2 * TERMS];
            p3 = p3 * y3 + each[k + 3 * TERMS];
        }
        // in this order, so that the sum is the same to the last bit
        double sum = before + p0 * Fading.exp(y0 * y0);
        sum += p1 * Fading.exp(y1 * y1);
        sum += p2 * Fading.exp(y2 * y2);
        return sum + p3 * Fading.exp(y3 * y3);
    }
}
