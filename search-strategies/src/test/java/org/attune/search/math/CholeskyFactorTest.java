package org.attune.search.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.attune.search.property.Property;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CholeskyFactorTest {

    private static double[][] positiveDefinite(int n, RandomGenerator random) {
        double[][] root = new double[n][n];
        for (double[] row : root) {
            Arrays.setAll(row, i -> random.nextGaussian());
        }
        RealMatrix matrix = new Array2DRowRealMatrix(root);
        double[][] product = matrix.multiply(matrix.transpose()).getData();
        for (int i = 0; i < n; i++) {
            product[i][i] += 0.5;
        }
        return product;
    }

    private static CholeskyFactor factor(double[][] matrix) {
        CholeskyFactor factor = new CholeskyFactor(1);
        for (int i = 0; i < matrix.length; i++) {
            assertThat(factor.append(matrix[i], matrix[i][i])).isTrue();
        }
        return factor;
    }

    @Test
    void the_factor_is_that_of_an_independent_implementation() {
        Property.holds(30, random -> {
            double[][] matrix = positiveDefinite(1 + random.nextInt(40), random);
            CholeskyFactor factor = factor(matrix);
            CholeskyDecomposition oracle = new CholeskyDecomposition(new Array2DRowRealMatrix(matrix), 1e-9, 1e-12);
            for (int i = 0; i < matrix.length; i++) {
                for (int j = 0; j <= i; j++) {
                    assertThat(factor.at(i, j)).isCloseTo(oracle.getL().getEntry(i, j), within(1e-9));
                }
            }
            assertThat(factor.logDeterminant()).isCloseTo(Math.log(oracle.getDeterminant()), within(1e-8));
            double[] b = random.doubles(matrix.length).toArray();
            double[] x = b.clone();
            factor.solve(x);
            assertThat(new Array2DRowRealMatrix(matrix).operate(x)).containsExactly(b, within(1e-8));
        });
    }

    @Test
    void appending_after_shrinking_is_factoring_anew_to_the_last_bit() {
        Property.holds(30, random -> {
            double[][] matrix = positiveDefinite(2 + random.nextInt(30), random);
            CholeskyFactor grown = factor(matrix);
            int kept = random.nextInt(matrix.length);
            grown.shrink(kept);
            for (int i = kept; i < matrix.length; i++) {
                grown.append(matrix[i], matrix[i][i]);
            }
            CholeskyFactor anew = factor(matrix);
            for (int i = 0; i < matrix.length; i++) {
                for (int j = 0; j <= i; j++) {
                    assertThat(grown.at(i, j)).isEqualTo(anew.at(i, j));
                }
            }
        });
    }

    @Test
    void many_right_hand_sides_are_solved_as_one_by_one() {
        Property.holds(30, random -> {
            int n = 1 + random.nextInt(25);
            int columns = 1 + random.nextInt(9);
            CholeskyFactor factor = factor(positiveDefinite(n, random));
            double[] all = random.doubles((long) n * columns).toArray();
            double[][] apart = new double[columns][n];
            for (int c = 0; c < columns; c++) {
                for (int i = 0; i < n; i++) {
                    apart[c][i] = all[i * columns + c];
                }
                factor.solveLower(apart[c]);
            }
            factor.solveLowerAll(all, columns);
            for (int c = 0; c < columns; c++) {
                for (int i = 0; i < n; i++) {
                    assertThat(all[i * columns + c]).isCloseTo(apart[c][i], within(1e-10));
                }
            }
        });
    }

    @Test
    void the_inverse_times_the_matrix_is_the_identity() {
        Property.holds(30, random -> {
            int n = 1 + random.nextInt(25);
            double[][] matrix = positiveDefinite(n, random);
            double[] inverse = new double[n * n];
            factor(matrix).inverse(inverse, new double[n * n]);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += inverse[i * n + k] * matrix[k][j];
                    }
                    assertThat(sum).isCloseTo(i == j ? 1 : 0, within(1e-8));
                }
            }
        });
    }

    @Test
    void a_row_that_depends_on_others_is_refused_and_changes_nothing() {
        CholeskyFactor factor = new CholeskyFactor(2);
        assertThat(factor.append(new double[0], 4)).isTrue();
        assertThat(factor.append(new double[] {4}, 4)).isFalse();
        assertThat(factor.append(new double[] {Double.NaN}, 4)).isFalse();
        assertThat(factor.size()).isEqualTo(1);
        assertThat(factor.append(new double[] {2}, 4)).isTrue();
    }
}
