package org.attune.cluster.gang;

/**
 * The number of a leadership of the control plane. It grows by one with every start; whoever carries an older one is
 * refused by the store and by the agents.
 *
 * @param value counts from 1
 */
public record Epoch(long value) implements Comparable<Epoch> {

    public Epoch {
        if (value < 1) {
            throw new IllegalArgumentException("epoch: " + value + " (expected: >= 1)");
        }
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }
}
