package org.attune.search.analysis;

import java.util.Arrays;

/** The non-dominated points of a plane below a reference point, and the area that they dominate; grows point by point. */
final class Staircase {

    private static final int FIRST_SIZE = 16;

    private final double referenceX;
    private final double referenceY;
    /** Ascending. */
    private double[] xs = new double[FIRST_SIZE];
    /** Descending. */
    private double[] ys = new double[FIRST_SIZE];

    private int size;
    private double area;

    Staircase(double referenceX, double referenceY) {
        this.referenceX = referenceX;
        this.referenceY = referenceY;
    }

    double area() {
        return area;
    }

    void clear() {
        size = 0;
        area = 0;
    }

    /** Adds a point, in O(log n) comparisons and one move of what lies behind it. */
    void add(double x, double y) {
        if (!(x < referenceX && y < referenceY)) {
            return;
        }
        int at = Arrays.binarySearch(xs, 0, size, x);
        at = at < 0 ? -at - 1 : at;
        boolean sameX = at < size && xs[at] == x;
        if ((sameX && ys[at] <= y) || (at > 0 && ys[at - 1] <= y)) {
            return;
        }
        double left = x;
        double top = at > 0 ? ys[at - 1] : referenceY;
        int end = at;
        while (end < size && ys[end] >= y) {
            area += (xs[end] - left) * (top - y);
            left = xs[end];
            top = ys[end];
            end++;
        }
        area += ((end < size ? xs[end] : referenceX) - left) * (top - y);
        replace(at, end, x, y);
    }

    private void replace(int from, int to, double x, double y) {
        int newSize = size + 1 - (to - from);
        if (newSize > xs.length) {
            xs = Arrays.copyOf(xs, 2 * newSize);
            ys = Arrays.copyOf(ys, 2 * newSize);
        }
        System.arraycopy(xs, to, xs, from + 1, size - to);
        System.arraycopy(ys, to, ys, from + 1, size - to);
        xs[from] = x;
        ys[from] = y;
        size = newSize;
    }
}
