package org.attune.runner.worker;

/**
 * What one worker has used, from samples taken while it ran. Memory that several of its processes share may be counted
 * for each.
 *
 * @param cpuSeconds processor time of all its processes so far
 * @param memoryBytes resident memory at the last sample
 * @param memoryPeakBytes the most resident memory that was seen
 * @param deviceBusy how busy its devices were on average, from 0 to 1; -1 when nobody said
 * @param devicePeakBytes the most memory that was in use on its devices together; 0 when nobody said
 */
public record WorkerUsage(
        double cpuSeconds, long memoryBytes, long memoryPeakBytes, double deviceBusy, long devicePeakBytes) {

    /** {@link #deviceBusy} of a worker without devices. */
    public static final double NO_DEVICE = -1;
}
