package org.attune.runner.process;

/** Notices that the kernel has ended processes for want of memory since somebody last asked. */
final class MemoryKills {

    private final ProcessTable table;
    private long seen;

    MemoryKills(ProcessTable table) {
        this.table = table;
        this.seen = table.outOfMemoryKills();
    }

    /** Whether there were any since the last call (at first: since this was made). */
    synchronized boolean sinceLastAsked() {
        long now = table.outOfMemoryKills();
        boolean more = now > seen;
        seen = now;
        return more;
    }
}
