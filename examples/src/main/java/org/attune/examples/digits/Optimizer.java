package org.attune.examples.digits;

/**
 * Turns gradients into steps of the parameters: stochastic gradient descent with momentum, or Adam (Kingma and Ba,
 * ICLR 2015). Its state belongs to a checkpoint as much as the parameters do.
 */
final class Optimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-8;

    private final boolean adam;
    private final double momentum;
    private final double[][] first;
    private final double[][] second;
    private long steps;

    Optimizer(boolean adam, double momentum, double[][] parameters) {
        this.adam = adam;
        this.momentum = momentum;
        first = new double[parameters.length][];
        second = new double[adam ? parameters.length : 0][];
        for (int i = 0; i < parameters.length; i++) {
            first[i] = new double[parameters[i].length];
            if (adam) {
                second[i] = new double[parameters[i].length];
            }
        }
    }

    /** Moves the parameters by one step against {@code scale} times the gradients. */
    void step(double[][] parameters, double[][] gradients, double scale, double lr) {
        steps++;
        // the bias corrections of both moments, folded into the rate
        double rate = lr * Math.sqrt(1 - Math.pow(BETA2, steps)) / (1 - Math.pow(BETA1, steps));
        for (int i = 0; i < parameters.length; i++) {
            if (adam) {
                adam(parameters[i], gradients[i], first[i], second[i], scale, rate);
            } else {
                descend(parameters[i], gradients[i], first[i], scale, lr, momentum);
            }
        }
    }

    private static void descend(
            double[] parameter, double[] gradient, double[] velocity, double scale, double lr, double momentum) {
        for (int i = 0; i < parameter.length; i++) {
            double v = momentum * velocity[i] + scale * gradient[i];
            velocity[i] = v;
            parameter[i] -= lr * v;
        }
    }

    private static void adam(double[] parameter, double[] gradient, double[] m, double[] v, double scale, double rate) {
        for (int i = 0; i < parameter.length; i++) {
            double g = scale * gradient[i];
            double mean = BETA1 * m[i] + (1 - BETA1) * g;
            double square = BETA2 * v[i] + (1 - BETA2) * g * g;
            m[i] = mean;
            v[i] = square;
            parameter[i] -= rate * mean / (Math.sqrt(square) + EPSILON);
        }
    }

    /** The live arrays of the moments, the first before the second. */
    double[][] state() {
        double[][] state = new double[first.length + second.length][];
        System.arraycopy(first, 0, state, 0, first.length);
        System.arraycopy(second, 0, state, first.length, second.length);
        return state;
    }

    long steps() {
        return steps;
    }

    /** Says how many steps led to the state that was put into {@link #state()}. */
    void resumeAt(long stepsTaken) {
        steps = stepsTaken;
    }
}
