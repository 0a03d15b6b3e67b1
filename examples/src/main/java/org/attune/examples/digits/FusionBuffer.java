package org.attune.examples.digits;

import java.io.IOException;

/**
 * Packs many small arrays into few large ones, so that a step costs a handful of allreduces instead of one for every
 * weight matrix and bias vector. Arrays are taken from the last layer to the first, the order in which a backward pass
 * completes them.
 */
final class FusionBuffer {
    /** 4 MiB of doubles: large enough that latency no longer counts, small enough for the caches. */
    static final int CAPACITY = 512 << 10;

    private final double[][] arrays;
    private final double[] buffer;
    private final int capacity;

    /**
     * Fuses these arrays, now and at every call of {@link #sum}.
     *
     * @param capacity doubles in one buffer; an array that is larger travels in several
     */
    FusionBuffer(int capacity, double[]... arrays) {
        long total = 0;
        for (double[] array : arrays) {
            total += array.length;
        }
        this.arrays = arrays;
        this.capacity = (int) Math.max(1, Math.min(capacity, total));
        buffer = new double[this.capacity];
    }

    /** Replaces each array by its sum over all workers of the ring. */
    void sum(RingAllreduce ring) throws IOException {
        int firstArray = arrays.length - 1;
        int firstOffset = 0;
        int array = firstArray;
        int offset = 0;
        int filled = 0;
        while (array >= 0) {
            int count = Math.min(arrays[array].length - offset, capacity - filled);
            System.arraycopy(arrays[array], offset, buffer, filled, count);
            filled += count;
            offset += count;
            if (offset == arrays[array].length) {
                array--;
                offset = 0;
            }
            if (filled == capacity || array < 0) {
                ring.sum(buffer, filled);
                unpack(firstArray, firstOffset, filled);
                firstArray = array;
                firstOffset = offset;
                filled = 0;
            }
        }
    }

    private void unpack(int firstArray, int firstOffset, int filled) {
        int array = firstArray;
        int offset = firstOffset;
        int taken = 0;
        while (taken < filled) {
            int count = Math.min(arrays[array].length - offset, filled - taken);
            System.arraycopy(buffer, taken, arrays[array], offset, count);
            taken += count;
            array--;
            offset = 0;
        }
    }
}
