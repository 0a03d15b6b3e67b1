package org.attune.cluster.gang;

/**
 * What one worker needs, or a node offers.
 *
 * @param cpus CPUs, fractions allowed, 0 or more
 * @param memoryBytes bytes reserved, 0 for none
 * @param devices whole devices (GPUs), 0 or more
 */
public record Resources(double cpus, long memoryBytes, int devices) {

    public Resources {
        if (!(cpus >= 0) || Double.isInfinite(cpus)) {
            throw new IllegalArgumentException("cpus: " + cpus + " (expected: finite and >= 0)");
        }
        if (memoryBytes < 0) {
            throw new IllegalArgumentException("memoryBytes: " + memoryBytes + " (expected: >= 0)");
        }
        if (devices < 0) {
            throw new IllegalArgumentException("devices: " + devices + " (expected: >= 0)");
        }
    }
}
