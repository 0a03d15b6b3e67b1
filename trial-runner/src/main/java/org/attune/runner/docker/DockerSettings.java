package org.attune.runner.docker;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link DockerRuntime} is told about its machine and what the machine's operator allows.
 *
 * @param clock the wall clock, for time limits
 * @param node the node's name, for labels
 * @param owner whose containers these are, the same after a restart of the agent and another for every other agent that
 *     uses the engine; 1 to 64 characters of {@code [A-Za-z0-9._-]}
 * @param uid the user of every container; never 0
 * @param gid its group
 * @param secretsDirectory the node's secrets
 * @param memoryDirectory a folder in memory, where copies of secrets stand as long as their worker
 * @param preparedDirectory where data stands that was made once, by its key
 * @param volumeRoots what a study may mount, with everything below; none by default
 * @param cpus what a container gets at most
 * @param memoryBytes what a container gets at most; 0 when the machine does not say
 * @param nodeHasDevices whether the node has devices
 * @param drivers how devices get into containers
 * @param interfaceName the network interface by which other nodes reach this one; empty when it is not known
 * @param isolated whether the operator cuts every gang off from all but itself
 */
public record DockerSettings(
        InstantSource clock,
        String node,
        String owner,
        int uid,
        int gid,
        Path secretsDirectory,
        Path memoryDirectory,
        Path preparedDirectory,
        List<Path> volumeRoots,
        double cpus,
        long memoryBytes,
        boolean nodeHasDevices,
        DeviceDrivers drivers,
        String interfaceName,
        boolean isolated) {

    /** The user of containers where the agent is root; it exists on no machine by default. */
    public static final int NOBODY_ELSE = 10_001;

    /** How devices get into containers. */
    public enum DeviceDrivers {
        /** By the NVIDIA runtime hook: a device request to the driver {@code nvidia}. */
        NVIDIA_RUNTIME,
        /** By the Container Device Interface (Docker 25 and newer): a device request to the driver {@code cdi}. */
        CDI,
        /** By the driver's files in a folder of the node, mounted read-only, and the devices' own files. */
        VOLUME,
        /** Whichever of these the engine and the machine can do. */
        AUTO
    }

    /** The same with devices given in another way. */
    DockerSettings with(DeviceDrivers other) {
        return new DockerSettings(
                clock,
                node,
                owner,
                uid,
                gid,
                secretsDirectory,
                memoryDirectory,
                preparedDirectory,
                volumeRoots,
                cpus,
                memoryBytes,
                nodeHasDevices,
                other,
                interfaceName,
                isolated);
    }

    /** Checks that no container runs as root. */
    public DockerSettings {
        Objects.requireNonNull(clock, "clock");
        if (uid <= 0 || gid < 0) {
            throw new IllegalArgumentException("containers do not run as root: user " + uid + ", group " + gid);
        }
        if (!owner.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("owner of containers: \"" + owner + "\"");
        }
        if (!(cpus > 0)) {
            throw new IllegalArgumentException("cpus: " + cpus);
        }
        volumeRoots = List.copyOf(volumeRoots);
    }
}
