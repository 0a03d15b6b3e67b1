package org.attune.search.math;

import java.util.Arrays;

/**
 * The Cholesky factor L of a symmetric positive definite matrix A = L Lᵀ that grows row by row. Row i of the factor
 * depends on the rows before it alone, so that appending a row and factoring the larger matrix anew are the same
 * arithmetic, to the last bit. Rows are packed one after the other, and memory is kept when the factor shrinks.
 *
 * <p>Not for use from several threads at once.
 */
public final class CholeskyFactor {

    private double[] packed;
    private int size;

    /** An empty factor with memory for so many rows; it grows beyond them when needed. */
    public CholeskyFactor(int capacity) {
        this.packed = new double[start(Math.max(1, capacity))];
    }

    private static int start(int row) {
        return row * (row + 1) / 2;
    }

    /** The number of rows. */
    public int size() {
        return size;
    }

    /** Forgets all rows from this number on. */
    public void shrink(int rows) {
        if (rows < 0 || rows > size) {
            throw new IllegalArgumentException("to shrink to " + rows + " rows, expected 0 to " + size);
        }
        size = rows;
    }

    /** An element of the factor; the row is at least the column. */
    public double at(int row, int column) {
        return packed[start(row) + column];
    }

    /**
     * Appends a row of the matrix, in O(n²).
     *
     * @param row the matrix's elements left of the diagonal, at least {@link #size} of them; unchanged
     * @param diagonal the element on the diagonal
     * @return whether the larger matrix is positive definite to working precision; if not, nothing has changed
     */
    public boolean append(double[] row, double diagonal) {
        int end = start(size + 1);
        if (end > packed.length) {
            packed = Arrays.copyOf(packed, Math.max(end, start(size + size / 2 + 8)));
        }
        int at = start(size);
        double rest = diagonal;
        for (int j = 0; j < size; j++) {
            double value = (row[j] - dot(packed, start(j), packed, at, j)) / packed[start(j) + j];
            packed[at + j] = value;
            rest -= value * value;
        }
        if (!(rest > diagonal * 1e-14) || !Double.isFinite(rest)) {
            return false;
        }
        packed[at + size] = Math.sqrt(rest);
        size++;
        return true;
    }

    /** The inner product of two runs of elements, in four sums so that they do not wait for each other. */
    private static double dot(double[] a, int aFrom, double[] b, int bFrom, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            s0 += a[aFrom + i] * b[bFrom + i];
            s1 += a[aFrom + i + 1] * b[bFrom + i + 1];
            s2 += a[aFrom + i + 2] * b[bFrom + i + 2];
            s3 += a[aFrom + i + 3] * b[bFrom + i + 3];
        }
        for (; i < length; i++) {
            s0 += a[aFrom + i] * b[bFrom + i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** Solves L x = b in place, in O(n²); b has at least {@link #size} elements. */
    public void solveLower(double[] b) {
        solveLower(b, 0);
    }

    /** Solves L x = b in place where the first elements of x are known and stand in b already. */
    public void solveLower(double[] b, int known) {
        for (int i = known; i < size; i++) {
            int at = start(i);
            b[i] = (b[i] - dot(packed, at, b, 0, i)) / packed[at + i];
        }
    }

    /** Solves Lᵀ x = b in place, in O(n²). */
    public void solveUpper(double[] b) {
        for (int i = size - 1; i >= 0; i--) {
            int at = start(i);
            double x = b[i] / packed[at + i];
            b[i] = x;
            for (int j = 0; j < i; j++) {
                b[j] -= packed[at + j] * x;
            }
        }
    }

    /** Solves A x = b in place, in O(n²). */
    public void solve(double[] b) {
        solveLower(b);
        solveUpper(b);
    }

    /**
     * Solves L X = B in place for many right-hand sides, in O(n² columns): the inner loop runs over the columns, which
     * a compiler turns into vector instructions.
     *
     * @param b row-major, {@link #size} rows of so many columns
     * @param columns the number of right-hand sides
     */
    public void solveLowerAll(double[] b, int columns) {
        for (int i = 0; i < size; i++) {
            int at = start(i);
            int row = i * columns;
            int j = 0;
            for (; j + 3 < i; j += 4) {
                subtract(b, row, columns, j, packed, at);
            }
            for (; j < i; j++) {
                double factor = packed[at + j];
                int other = j * columns;
                for (int c = 0; c < columns; c++) {
                    b[row + c] -= factor * b[other + c];
                }
            }
            double inverse = 1 / packed[at + i];
            for (int c = 0; c < columns; c++) {
                b[row + c] *= inverse;
            }
        }
    }

    /** Subtracts four rows at once, so that the target is read and written once for all of them. */
    private static void subtract(double[] b, int row, int columns, int j, double[] packed, int at) {
        double f0 = packed[at + j];
        double f1 = packed[at + j + 1];
        double f2 = packed[at + j + 2];
        double f3 = packed[at + j + 3];
        int r0 = j * columns;
        int r1 = r0 + columns;
        int r2 = r1 + columns;
        int r3 = r2 + columns;
        for (int c = 0; c < columns; c++) {
            b[row + c] -= f0 * b[r0 + c] + f1 * b[r1 + c] + f2 * b[r2 + c] + f3 * b[r3 + c];
        }
    }

    /** The logarithm of the determinant of A. */
    public double logDeterminant() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.log(packed[start(i) + i]);
        }
        return 2 * sum;
    }

    /**
     * The inverse of A, in O(n³).
     *
     * @param target row-major, at least size² elements; both triangles are written
     * @param scratch at least size² elements, overwritten
     */
    public void inverse(double[] target, double[] scratch) {
        // rows of L⁻ᵀ: row i of the scratch is column i of L⁻¹, of which elements i.. are not zero
        for (int i = 0; i < size; i++) {
            int row = i * size;
            Arrays.fill(scratch, row, row + i, 0);
            scratch[row + i] = 1 / packed[start(i) + i];
            for (int k = i + 1; k < size; k++) {
                int at = start(k);
                scratch[row + k] = -dot(packed, at + i, scratch, row + i, k - i) / packed[at + k];
            }
        }
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                double value = dot(scratch, i * size + i, scratch, j * size + i, size - i);
                target[i * size + j] = value;
                target[j * size + i] = value;
            }
        }
    }
}
