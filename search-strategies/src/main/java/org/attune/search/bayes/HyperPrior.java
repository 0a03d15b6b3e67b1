package org.attune.search.bayes;

/**
 * What is believed of hyperparameters before any result. Length-scales: log-normal with a location that grows with the
 * number of columns, so that functions of many parameters are not thought rough (Hvarfner, Hellsten and Nardi, 2024).
 * The densities are those of the parameters themselves, not of their logarithms, as in that paper: without the term
 * -ln l the mode would move from 0.2 √d to 4.1 √d.
 */
final class HyperPrior {

    private static final double LENGTH_VARIANCE = 3;
    private static final double SCALE_VARIANCE = 1;
    private static final double NOISE_LOCATION = -5;
    private static final double NOISE_VARIANCE = 9;

    private final int columns;
    private final double lengthLocation;

    HyperPrior(int columns) {
        this.columns = columns;
        this.lengthLocation = Math.sqrt(2) + Math.log(Math.max(1, columns)) / 2;
    }

    /** The logarithm of the density, up to a constant; its gradient by the logarithms is added to the array. */
    double logDensity(double[] theta, double[] gradient) {
        double sum = 0;
        for (int i = 0; i < columns; i++) {
            double off = theta[i] - lengthLocation;
            sum += -theta[i] - off * off / (2 * LENGTH_VARIANCE);
            gradient[i] += -1 - off / LENGTH_VARIANCE;
        }
        double scale = theta[columns];
        sum -= scale * scale / (2 * SCALE_VARIANCE);
        gradient[columns] -= scale / SCALE_VARIANCE;
        double noise = theta[columns + 1] - NOISE_LOCATION;
        sum -= noise * noise / (2 * NOISE_VARIANCE);
        gradient[columns + 1] -= noise / NOISE_VARIANCE;
        return sum;
    }
}
