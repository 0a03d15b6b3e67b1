package org.attune.examples.digits;

import java.util.Arrays;

/**
 * A multi-layer perceptron with rectified hidden units and a softmax output, in double precision.
 *
 * <p>Weights lie input by input, so that both passes run along contiguous memory, and whatever multiplies a zero (white
 * pixels, silent or dropped units) is skipped. One sample costs at most 6 operations a weight.
 */
final class Perceptron {
    private final int depth;
    private final double[][] parameters;
    private final double[][] gradients;
    private final double[][] activations;
    private final double[][] deltas;
    private final double dropout;
    private final long dropoutKey;

    /** Starts with the weights that belong to the seed (He's uniform initialisation), equal on every rank. */
    Perceptron(int hidden, int layers, double dropout, long seed) {
        depth = layers + 1;
        parameters = new double[2 * depth][];
        gradients = new double[2 * depth][];
        activations = new double[depth + 1][];
        deltas = new double[depth + 1][];
        this.dropout = dropout;
        dropoutKey = Mix.key(seed, 2);
        long initialKey = Mix.key(seed, 1);
        activations[0] = new double[Digits.PIXELS];
        for (int layer = 0; layer < depth; layer++) {
            int inputs = activations[layer].length;
            int outputs = layer == layers ? Digits.CLASSES : hidden;
            activations[layer + 1] = new double[outputs];
            deltas[layer + 1] = new double[outputs];
            double[] weights = new double[inputs * outputs];
            double bound = Math.sqrt(6.0 / inputs);
            long key = Mix.key(initialKey, layer);
            for (int i = 0; i < weights.length; i++) {
                weights[i] = bound * (2 * Mix.uniform(key, i) - 1);
            }
            parameters[2 * layer] = weights;
            parameters[2 * layer + 1] = new double[outputs];
            gradients[2 * layer] = new double[weights.length];
            gradients[2 * layer + 1] = new double[outputs];
        }
    }

    /** Weights and biases in turn, layer by layer: the live arrays. */
    double[][] parameters() {
        return parameters;
    }

    /** Gradients in the order of {@link #parameters()}: the live arrays. */
    double[][] gradients() {
        return gradients;
    }

    /** Sets every gradient to zero. */
    void clearGradients() {
        for (double[] gradient : gradients) {
            Arrays.fill(gradient, 0);
        }
    }

    /**
     * Adds one sample's gradient of the cross-entropy to {@link #gradients()}.
     *
     * @param epoch which of the sample's dropout masks to use
     * @return the sample's loss in nats
     */
    double accumulate(Digits data, int sample, int epoch) {
        data.copyImage(sample, activations[0]);
        long key = dropout == 0 ? 0 : Mix.key(Mix.key(dropoutKey, epoch), sample);
        forward(dropout > 0, key);
        double loss = lossAndDelta(data.label(sample));
        for (int layer = depth - 1; layer >= 0; layer--) {
            backward(layer);
        }
        return loss;
    }

    /** Classifies one sample without dropout; {@link #loss} then tells how far off it was. */
    int classify(Digits data, int sample) {
        data.copyImage(sample, activations[0]);
        forward(false, 0);
        double[] scores = activations[depth];
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The cross-entropy in nats of the sample classified last, had it been {@code label}. */
    double loss(int label) {
        return lossAndDelta(label);
    }

    private void forward(boolean training, long key) {
        for (int layer = 0; layer < depth; layer++) {
            double[] in = activations[layer];
            double[] out = activations[layer + 1];
            System.arraycopy(parameters[2 * layer + 1], 0, out, 0, out.length);
            double[] weights = parameters[2 * layer];
            for (int i = 0; i < in.length; i++) {
                if (in[i] != 0) {
                    addScaled(in[i], weights, i * out.length, out, 0, out.length);
                }
            }
            if (layer < depth - 1) {
                rectify(out, training, Mix.key(key, layer));
            }
        }
    }

    private void rectify(double[] out, boolean training, long key) {
        double scale = 1 / (1 - dropout);
        for (int i = 0; i < out.length; i++) {
            // written so that NaN stays NaN: a diverged training must show, not look like silent units
            if (out[i] <= 0) {
                out[i] = 0;
            } else if (training) {
                out[i] = Mix.uniform(key, i) < dropout ? 0 : out[i] * scale;
            }
        }
    }

    private double lossAndDelta(int label) {
        double[] scores = activations[depth];
        double[] delta = deltas[depth];
        double max = scores[0];
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            delta[i] = Math.exp(scores[i] - max);
            sum += delta[i];
        }
        for (int i = 0; i < scores.length; i++) {
            delta[i] /= sum;
        }
        delta[label] -= 1;
        return Math.log(sum) + max - scores[label];
    }

    private void backward(int layer) {
        double[] in = activations[layer];
        double[] delta = deltas[layer + 1];
        double[] weights = parameters[2 * layer];
        double[] slope = gradients[2 * layer];
        addScaled(1, delta, 0, gradients[2 * layer + 1], 0, delta.length);
        double scale = 1 / (1 - dropout);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != 0) {
                addScaled(in[i], delta, 0, slope, i * delta.length, delta.length);
            }
            if (layer > 0) {
                // an activation of zero was silent or dropped: nothing flows back through it
                deltas[layer][i] = in[i] == 0 ? 0 : scale * dot(weights, i * delta.length, delta);
            }
        }
    }

    private static void addScaled(double factor, double[] from, int fromAt, double[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] += factor * from[fromAt + i];
        }
    }

    private static double dot(double[] a, int at, double[] b) {
        // four sums at once: additions of doubles may not be reordered by the compiler, and one chain of them is slow
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < b.length; i += 4) {
            s0 += a[at + i] * b[i];
            s1 += a[at + i + 1] * b[i + 1];
            s2 += a[at + i + 2] * b[i + 2];
            s3 += a[at + i + 3] * b[i + 3];
        }
        for (; i < b.length; i++) {
            s0 += a[at + i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
