package org.attune.benchmarks.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The random numbers from which the BBOB functions' instances are made (Hansen, Finck, Ros and Auger, 2009): the
 * generator of Park and Miller with the shuffle of Bays and Durham, so that a function is the same one everywhere.
 */
final class InstanceNumbers {

    private static final long MULTIPLIER = 16_807;
    private static final long MODULUS = 2_147_483_647;
    private static final int TABLE = 32;
    private static final int DISCARDED = 8;
    private static final long TABLE_SHARE = 67_108_865;
    /** What stands for 0, whose logarithm cannot be taken. */
    private static final double TINY = 1e-99;

    private InstanceNumbers() {}

    /** Numbers from 0 to 1. */
    static double[] uniform(int count, long seed) {
        long state = Math.max(1, Math.abs(seed));
        long[] table = new long[TABLE];
        for (int i = TABLE + DISCARDED - 1; i >= 0; i--) {
            state = MULTIPLIER * state % MODULUS;
            if (i < TABLE) {
                table[i] = state;
            }
        }
        double[] numbers = new double[count];
        long last = table[0];
        for (int i = 0; i < count; i++) {
            state = MULTIPLIER * state % MODULUS;
            int at = (int) (last / TABLE_SHARE);
            last = table[at];
            table[at] = state;
            numbers[i] = last == 0 ? TINY : last / (double) MODULUS;
        }
        return numbers;
    }

    /** Normal numbers, by the method of Box and Muller. */
    static double[] normal(int count, long seed) {
        double[] uniform = uniform(2 * count, seed);
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            double number = Math.sqrt(-2 * Math.log(uniform[i])) * Math.cos(2 * Math.PI * uniform[count + i]);
            numbers[i] = number == 0 ? TINY : number;
        }
        return numbers;
    }

    /** A rotation: normal numbers, filled in column by column and made orthonormal by Gram and Schmidt. */
    static double[][] rotation(int dimension, long seed) {
        double[] numbers = normal(dimension * dimension, seed);
        double[][] columns = new double[dimension][];
        for (int i = 0; i < dimension; i++) {
            columns[i] = Arrays.copyOfRange(numbers, i * dimension, (i + 1) * dimension);
            for (int j = 0; j < i; j++) {
                double product = dot(columns[i], columns[j]);
                for (int k = 0; k < dimension; k++) {
                    columns[i][k] -= product * columns[j][k];
                }
            }
            double length = Math.sqrt(dot(columns[i], columns[i]));
            for (int k = 0; k < dimension; k++) {
                columns[i][k] /= length;
            }
        }
        double[][] rows = new double[dimension][dimension];
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < dimension; j++) {
                rows[i][j] = columns[j][i];
            }
        }
        return rows;
    }

    /** Where the optimum of most functions lies: from -4 to 4, four digits after the point, never 0. */
    static double[] optimum(int dimension, long seed) {
        double[] optimum = uniform(dimension, seed);
        for (int i = 0; i < dimension; i++) {
            optimum[i] = 8 * Math.floor(1e4 * optimum[i]) / 1e4 - 4;
            optimum[i] = optimum[i] == 0 ? -1e-5 : optimum[i];
        }
        return optimum;
    }

    /** The positions of uniform numbers in ascending order of the numbers. */
    static int[] permutation(int count, long seed) {
        double[] numbers = uniform(count, seed);
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> numbers[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double[] times(double[][] matrix, double[] vector) {
        return Arrays.stream(matrix).mapToDouble(row -> dot(row, vector)).toArray();
    }
}
