package org.attune.tuner.store.view;

/**
 * What one attempt takes, or took, of one node.
 *
 * @param study its name for people
 * @param owner who submitted the study; empty when nobody is known
 * @param workers how many of its workers are on the node
 * @param devices how many devices they have
 * @param endedMillis of one that still runs: now
 * @param running whether it still runs
 */
public record NodeTimeRow(
        String study,
        String owner,
        String node,
        int trial,
        int attempt,
        int workers,
        int devices,
        long startedMillis,
        long endedMillis,
        boolean running) {}
