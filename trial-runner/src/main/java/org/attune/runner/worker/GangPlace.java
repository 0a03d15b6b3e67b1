package org.attune.runner.worker;

import java.util.List;
import java.util.Objects;

/**
 * A worker's place in its gang.
 *
 * @param rank its rank, from 0
 * @param worldSize how many workers the gang has
 * @param localRank always 0: a worker sees only its own devices, numbered from 0
 * @param masterAddress the host of rank 0, as the others reach it
 * @param masterPort a port that was free there, 1 to 65535
 * @param hostsByRank the host of each rank; {@code worldSize} of them
 * @param devices the ids of the devices that this worker may see, in order
 */
public record GangPlace(
        int rank,
        int worldSize,
        int localRank,
        String masterAddress,
        int masterPort,
        List<String> hostsByRank,
        List<String> devices) {

    /** Checks that the numbers fit together. */
    public GangPlace {
        Objects.requireNonNull(masterAddress, "masterAddress");
        hostsByRank = List.copyOf(hostsByRank);
        devices = List.copyOf(devices);
        if (rank < 0 || rank >= worldSize) {
            throw new IllegalArgumentException("rank " + rank + " in a gang of " + worldSize);
        }
        if (localRank != 0) {
            throw new IllegalArgumentException("the local rank is always 0, not " + localRank);
        }
        if (masterPort < 1 || masterPort > 65535) {
            throw new IllegalArgumentException("a port is 1 to 65535, not " + masterPort);
        }
        if (hostsByRank.size() != worldSize) {
            throw new IllegalArgumentException(hostsByRank.size() + " hosts for a gang of " + worldSize);
        }
    }

    /** A gang of one on this machine, without devices. */
    public static GangPlace alone(int masterPort) {
        return new GangPlace(0, 1, 0, "127.0.0.1", masterPort, List.of("127.0.0.1"), List.of());
    }
}
