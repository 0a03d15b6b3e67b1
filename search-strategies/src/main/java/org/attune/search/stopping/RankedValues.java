package org.attune.search.stopping;

import java.util.Arrays;

/** Costs in order, best first; equal ones in the order of their arrival. Inserting takes O(n) cheap moves. */
final class RankedValues {

    private static final int FIRST_CAPACITY = 16;

    private double[] sorted = new double[FIRST_CAPACITY];
    private int size;

    /** Adds a cost and gives its rank, 1 for the best. */
    int add(double cost) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            // Double.compare puts NaN last, which is worst
            if (Double.compare(sorted[middle], cost) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (size == sorted.length) {
            sorted = Arrays.copyOf(sorted, size + (size >> 1));
        }
        System.arraycopy(sorted, low, sorted, low + 1, size - low);
        sorted[low] = cost;
        size++;
        return low + 1;
    }

    int size() {
        return size;
    }
}
