package org.attune.examples.digits;

/**
 * The part of {@code from … to−1} that one rank works on. The parts of all ranks are disjoint, cover the range and
 * differ in size by at most one; a rank may have nothing when there are fewer items than workers.
 *
 * @param from the first position
 * @param to the position after the last
 */
record Shard(int from, int to) {
    /** The shard of {@code rank} among {@code world} workers. */
    static Shard of(int from, int to, int rank, int world) {
        long size = to - from;
        return new Shard(from + (int) (size * rank / world), from + (int) (size * (rank + 1) / world));
    }

    int size() {
        return to - from;
    }
}
