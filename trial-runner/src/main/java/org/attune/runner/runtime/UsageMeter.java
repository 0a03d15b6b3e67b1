package org.attune.runner.runtime;

import org.attune.runner.worker.WorkerUsage;

/** Adds up the samples of one worker. Safe for any number of threads. */
public final class UsageMeter {

    private double cpuSeconds;
    private long memoryBytes;
    private long memoryPeakBytes;
    private double deviceBusySum;
    private long deviceSamples;
    private long devicePeakBytes;

    /** Takes a sample; one that knows less processor time than one before changes nothing of that. */
    public synchronized void take(UsageSample sample) {
        // A process that ended without being waited for takes its time along.
        cpuSeconds = Math.max(cpuSeconds, sample.cpuSeconds());
        memoryBytes = sample.memoryBytes();
        memoryPeakBytes = Math.max(memoryPeakBytes, Math.max(sample.memoryBytes(), sample.memoryPeakBytes()));
    }

    /**
     * Takes what its devices say.
     *
     * @param busy how busy they are on average, 0 to 1
     * @param bytes memory in use on all of them
     */
    public synchronized void takeDevices(double busy, long bytes) {
        deviceBusySum += Math.max(0, Math.min(1, busy));
        deviceSamples++;
        devicePeakBytes = Math.max(devicePeakBytes, bytes);
    }

    /** The worker has ended after this much processor time; less than was seen changes nothing. */
    public synchronized void ended(double seconds) {
        cpuSeconds = Math.max(cpuSeconds, seconds);
        memoryBytes = 0;
    }

    /** The sum so far. */
    public synchronized WorkerUsage usage() {
        return new WorkerUsage(
                Math.round(cpuSeconds * 1000) / 1000.0,
                memoryBytes,
                memoryPeakBytes,
                deviceSamples == 0 ? WorkerUsage.NO_DEVICE : Math.round(deviceBusySum / deviceSamples * 1000) / 1000.0,
                devicePeakBytes);
    }
}
