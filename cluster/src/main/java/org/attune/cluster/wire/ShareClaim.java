package org.attune.cluster.wire;

/**
 * A node's claim of its share of a gang. Asked again, the node gives the same answer.
 *
 * @param sentNanos when the node sent it, on its own monotonic clock; a start that comes later than this plus the lease is
 *     dropped
 * @param host where the ranks on this node can be reached
 * @param masterPort a port that is free there; the one of rank 0's node becomes {@code MASTER_PORT}
 */
public record ShareClaim(long sentNanos, String host, int masterPort) {}
