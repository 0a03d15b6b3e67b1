package org.attune.benchmarks.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.attune.search.math.Seeds;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;

/**
 * Functions of the BBOB suite on [-5, 5]^d, instance 1, written from their definitions (Hansen, Finck, Ros and Auger,
 * "Real-parameter black-box optimization benchmarking 2009: noiseless functions definitions"). The offset of the optimal
 * value is left out: a value is how far it is from the optimum, to full precision.
 */
enum BbobFunction {
    /** f1: the sphere. */
    SPHERE(1) {
        @Override
        ToDoubleFunction<double[]> in(int d) {
            double[] optimum = InstanceNumbers.optimum(d, seed());
            return x -> {
                double[] z = minus(x, optimum);
                return InstanceNumbers.dot(z, z);
            };
        }
    },
    /** f6: steep on one side of the optimum, gentle on the other. */
    ATTRACTIVE_SECTOR(6) {
        @Override
        ToDoubleFunction<double[]> in(int d) {
            double[] optimum = InstanceNumbers.optimum(d, seed());
            double[][] outer = InstanceNumbers.rotation(d, seed() + SECOND_ROTATION);
            double[][] inner = InstanceNumbers.rotation(d, seed());
            return x -> {
                double[] z =
                        InstanceNumbers.times(outer, conditioned(InstanceNumbers.times(inner, minus(x, optimum)), 10));
                double sum = 0;
                for (int i = 0; i < d; i++) {
                    double steep = z[i] * optimum[i] > 0 ? 100 * z[i] : z[i];
                    sum += steep * steep;
                }
                return Math.pow(oscillated(sum), 0.9);
            };
        }
    },
    /** f8: a bent valley. */
    ROSENBROCK(8) {
        @Override
        ToDoubleFunction<double[]> in(int d) {
            double[] optimum = InstanceNumbers.optimum(d, seed());
            double stretch = Math.max(1, Math.sqrt(d) / 8);
            return x -> {
                double[] z = new double[d];
                Arrays.setAll(z, i -> stretch * (x[i] - 0.75 * optimum[i]) + 1);
                double sum = 0;
                for (int i = 0; i < d - 1; i++) {
                    double bend = z[i] * z[i] - z[i + 1];
                    sum += 100 * bend * bend + (z[i] - 1) * (z[i] - 1);
                }
                return sum;
            };
        }
    },
    /** f10: a rotated ellipsoid of condition 10^6 with ripples. */
    ELLIPSOID(10) {
        @Override
        ToDoubleFunction<double[]> in(int d) {
            double[] optimum = InstanceNumbers.optimum(d, seed());
            double[][] rotation = InstanceNumbers.rotation(d, seed() + SECOND_ROTATION);
            return x -> {
                double[] z = oscillated(InstanceNumbers.times(rotation, minus(x, optimum)));
                double sum = 0;
                for (int i = 0; i < d; i++) {
                    sum += Math.pow(1e6, i / (d - 1.0)) * z[i] * z[i];
                }
                return sum;
            };
        }
    },
    /** f15: a rotated Rastrigin function, 10^d local optima. */
    RASTRIGIN(15) {
        @Override
        ToDoubleFunction<double[]> in(int d) {
            double[] optimum = InstanceNumbers.optimum(d, seed());
            double[][] outer = InstanceNumbers.rotation(d, seed() + SECOND_ROTATION);
            double[][] inner = InstanceNumbers.rotation(d, seed());
            return x -> {
                double[] bent = asymmetric(oscillated(InstanceNumbers.times(outer, minus(x, optimum))), 0.2);
                double[] z = InstanceNumbers.times(outer, conditioned(InstanceNumbers.times(inner, bent), 10));
                double waves = 0;
                for (double each : z) {
                    waves += Math.cos(2 * Math.PI * each);
                }
                return 10 * (d - waves) + InstanceNumbers.dot(z, z);
            };
        }
    },
    /** f22: 21 peaks at random places, of which one is the highest. */
    GALLAGHER(22) {
        @Override
        ToDoubleFunction<double[]> in(int d) {
            return new Peaks(d, seed());
        }
    };

    private static final long SECOND_ROTATION = 1_000_000;
    private static final long INSTANCE = 10_000;
    private static final int REFERENCE_RUNS = 200;
    private static final int REFERENCE_POINTS = 5;

    private final int number;

    BbobFunction(int number) {
        this.number = number;
    }

    /** The function in d dimensions, at least 2; its smallest value is 0. */
    abstract ToDoubleFunction<double[]> in(int d);

    long seed() {
        return number + INSTANCE;
    }

    /** The function as a task: of the budget that other tasks of as many parameters have. */
    SearchTask task(int d) {
        ToDoubleFunction<double[]> function = in(d);
        SearchSpace.Builder space = SearchSpace.builder();
        for (int i = 1; i <= d; i++) {
            space.add(FloatParameter.of("x" + i, -5, 5, Scale.LINEAR));
        }
        return new SearchTask(
                "bbob-f" + number + "-" + d + "d",
                "bbob",
                space.build(),
                (int) Math.ceil(20 + 40 * Math.sqrt(d)),
                new Regret(0, reference(function, d)),
                values -> {
                    double[] x = new double[d];
                    Arrays.setAll(x, i -> (Double) values.getOrDefault("x" + (i + 1), Double.NaN));
                    return function.applyAsDouble(x);
                },
                Optional.empty(),
                List.of());
    }

    /** The median over runs of random search of the best of five values. */
    private static double reference(ToDoubleFunction<double[]> function, int d) {
        RandomGenerator random = Seeds.generator(Seeds.of(0).forUse("reference"));
        double[] bests = new double[REFERENCE_RUNS];
        for (int run = 0; run < REFERENCE_RUNS; run++) {
            bests[run] = Double.POSITIVE_INFINITY;
            for (int i = 0; i < REFERENCE_POINTS; i++) {
                double[] x = random.doubles(d, -5, 5).toArray();
                bests[run] = Math.min(bests[run], function.applyAsDouble(x));
            }
        }
        return Statistics.percentile(bests, 0.5);
    }

    private static double[] minus(double[] x, double[] optimum) {
        double[] z = new double[x.length];
        Arrays.setAll(z, i -> x[i] - optimum[i]);
        return z;
    }

    /** Each coordinate on a scale of its own, from 1 to the root of the condition. */
    private static double[] conditioned(double[] x, double condition) {
        double[] z = new double[x.length];
        Arrays.setAll(z, i -> Math.pow(condition, 0.5 * i / (x.length - 1.0)) * x[i]);
        return z;
    }

    /** Smooth ripples on a logarithmic scale, which leave 0 and the signs where they are. */
    static double oscillated(double x) {
        if (x == 0) {
            return 0;
        }
        double log = Math.log(Math.abs(x));
        double fast = x > 0 ? 10 : 5.5;
        double slow = x > 0 ? 7.9 : 3.1;
        return Math.signum(x) * Math.exp(log + 0.049 * (Math.sin(fast * log) + Math.sin(slow * log)));
    }

    static double[] oscillated(double[] x) {
        return Arrays.stream(x).map(BbobFunction::oscillated).toArray();
    }

    /** Stretches the positive side, more from coordinate to coordinate. */
    private static double[] asymmetric(double[] x, double beta) {
        double[] z = new double[x.length];
        Arrays.setAll(z, i -> x[i] > 0 ? Math.pow(x[i], 1 + beta * i / (x.length - 1.0) * Math.sqrt(x[i])) : x[i]);
        return z;
    }

    /** The peaks of f22. */
    private static final class Peaks implements ToDoubleFunction<double[]> {

        private static final int COUNT = 21;
        private static final double MOST_CONDITION = 1000;
        private static final double LOWEST = 1.1;
        private static final double HIGHEST_OTHER = 9.1;
        private static final double HIGHEST = 10;

        private final int d;
        private final double[][] rotation;
        private final double[] heights = new double[COUNT];
        private final double[][] centres = new double[COUNT][];
        private final double[][] scales = new double[COUNT][];

        Peaks(int d, long seed) {
            this.d = d;
            rotation = InstanceNumbers.rotation(d, seed);
            int[] order = InstanceNumbers.permutation(COUNT - 1, seed);
            double[] places = InstanceNumbers.uniform(d * COUNT, seed);
            for (int i = 0; i < COUNT; i++) {
                double rank = (i - 1.0) / (COUNT - 2);
                heights[i] = i == 0 ? HIGHEST : LOWEST + rank * (HIGHEST_OTHER - LOWEST);
                double condition = i == 0 ? MOST_CONDITION : Math.pow(MOST_CONDITION, order[i - 1] / (COUNT - 2.0));
                int[] axes = InstanceNumbers.permutation(d, seed + 1000L * i);
                double[] scale = new double[d];
                Arrays.setAll(scale, j -> Math.pow(condition, axes[j] / (d - 1.0) - 0.5));
                scales[i] = scale;
                double[] place = new double[d];
                int first = i * d;
                double shrink = i == 0 ? 0.8 : 1;
                Arrays.setAll(place, j -> shrink * (9.8 * places[first + j] - 4.9));
                centres[i] = InstanceNumbers.times(rotation, place);
            }
        }

        @Override
        public double applyAsDouble(double[] x) {
            double[] turned = InstanceNumbers.times(rotation, x);
            double highest = 0;
            for (int i = 0; i < COUNT; i++) {
                double distance = 0;
                for (int j = 0; j < d; j++) {
                    double difference = turned[j] - centres[i][j];
                    distance += scales[i][j] * difference * difference;
                }
                highest = Math.max(highest, heights[i] * Math.exp(-0.5 / d * distance));
            }
            double below = oscillated(HIGHEST - highest);
            return below * below;
        }
    }
}
