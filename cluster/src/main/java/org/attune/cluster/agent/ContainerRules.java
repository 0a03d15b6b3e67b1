package org.attune.cluster.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.attune.runner.docker.DockerSettings.DeviceDrivers;

/**
 * What a node's operator says about containers.
 *
 * @param engine where the Docker engine answers
 * @param volumeRoots what studies may mount, with everything below; none by default
 * @param drivers how devices get into containers
 * @param isolated whether every gang is cut off from all but itself
 */
public record ContainerRules(String engine, List<Path> volumeRoots, DeviceDrivers drivers, boolean isolated) {

    /** Copies the roots. */
    public ContainerRules {
        Objects.requireNonNull(engine, "engine");
        volumeRoots = List.copyOf(volumeRoots);
        Objects.requireNonNull(drivers, "drivers");
    }

    /** An engine, and nothing mounted. */
    public static ContainerRules of(String engine) {
        return new ContainerRules(engine, List.of(), DeviceDrivers.NVIDIA_RUNTIME, false);
    }
}
