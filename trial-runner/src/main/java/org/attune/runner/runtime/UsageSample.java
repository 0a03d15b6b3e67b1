package org.attune.runner.runtime;

/**
 * What a running worker has used up to one moment.
 *
 * @param cpuSeconds processor time of all its processes; those that its own processes did not wait for may be missing
 * @param memoryBytes resident memory now
 * @param memoryPeakBytes the most that it ever had, as far as the machine knows; 0 when it does not
 */
public record UsageSample(double cpuSeconds, long memoryBytes, long memoryPeakBytes) {}
