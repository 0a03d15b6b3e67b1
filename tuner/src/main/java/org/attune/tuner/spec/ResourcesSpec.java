package org.attune.tuner.spec;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What one worker needs.
 *
 * @param cpus cores, fractions allowed, above 0
 * @param memoryBytes memory that is reserved, 0 for none
 * @param gpus whole devices
 * @param gpuShare a share of one device, in (0, 1)
 * @param gpuMemoryBytes the least memory of each device, 0 for any
 * @param shmBytes size of {@code /dev/shm} in a container
 */
public record ResourcesSpec(
        double cpus, long memoryBytes, int gpus, OptionalDouble gpuShare, long gpuMemoryBytes, OptionalLong shmBytes) {

    /** One core, no memory reserved, no device. */
    public static final ResourcesSpec DEFAULT =
            new ResourcesSpec(1, 0, 0, OptionalDouble.empty(), 0, OptionalLong.empty());
}
