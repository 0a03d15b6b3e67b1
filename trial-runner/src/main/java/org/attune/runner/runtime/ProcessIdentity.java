package org.attune.runner.runtime;

/**
 * A process that no other can be taken for: pids are used again, a pid with its start time is not.
 *
 * @param pid the process, which leads the worker's process group
 * @param startTicks its start in the kernel's clock ticks since boot (field 22 of {@code /proc/PID/stat})
 */
public record ProcessIdentity(long pid, long startTicks) {}
