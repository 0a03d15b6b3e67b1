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
    private int bins;

    /** Starts again with no curves. */
    void clear(double width) {
        scale = 1 / (width * ROOT_TWO);
        span = SPAN * width;
        bins = 0;
    }

    /**
     * Adds a curve.
     *
     * @param centre no less than the one before
     */
    void add(double centre, double weight) {
        if (bins == 0 || centre > middles[bins - 1] + span / 2) {
            if (bins == middles.length) {
                middles = Arrays.copyOf(middles, 2 * bins + 16);
                coefficients = Arrays.copyOf(coefficients, middles.length * TERMS);
            }
            middles[bins] = centre + span / 2;
            Arrays.fill(coefficients, bins * TERMS, (bins + 1) * TERMS, 0);
            bins++;
        }
        // exp(-(y - e)^2) = exp(-y^2) exp(-e^2) (1 + 2 e y + (2 e y)^2 / 2! + …)
        double offset = (centre - middles[bins - 1]) * scale;
        double term = weight * Fading.exp(offset * offset);
        int at = (bins - 1) * TERMS;
        for (int k = 0; k < TERMS; k++) {
            coefficients[at + k] += term;
            term *= 2 * offset / (k + 1);
        }
    }

    /** The sum at a place. */
    double at(double place) {
        double reach = REACH / scale;
        int first = Arrays.binarySearch(middles, 0, bins, place - reach);
        double[] each = coefficients;
        double sum = 0;
        for (int i = first < 0 ? -first - 1 : first; i < bins && middles[i] < place + reach; i++) {
            double y = (place - middles[i]) * scale;
            double polynomial = 0;
            for (int k = (i + 1) * TERMS - 1; k >= i * TERMS; k--) {
                polynomial = polynomial * y + each[k];
            }
            sum += polynomial * Fading.exp(y * y);
        }
        return sum;
    }
}
