package org.attune.runner.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The CPUs and the memory that this process may use.
 *
 * @param cpus CPUs, above 0; a limit of a control group may make it a fraction
 * @param memoryBytes memory in bytes; 0 when the machine does not say
 */
public record MachineResources(double cpus, long memoryBytes) {

    /** No limit of a control group is this large; version 1 writes "none" as a number near it. */
    private static final long UNLIMITED = 1L << 60;

    /** Looks at the machine and at the limits of this process's control groups, of either version. */
    public static MachineResources probe() {
        return probe(Path.of("/"), Runtime.getRuntime().availableProcessors());
    }

    static MachineResources probe(Path root, int processors) {
        double cpus = processors;
        long memory = totalMemory(root.resolve("proc/meminfo")).orElse(0);
        Path base = root.resolve("sys/fs/cgroup");
        Path own = base.resolve(ownGroup(root.resolve("proc/self/cgroup")));
        // A limit of any group above this one counts as well.
        for (Path group = own.normalize(); group != null && group.startsWith(base); group = group.getParent()) {
            cpus = Math.min(cpus, cpuLimit(group));
            long limit = number(group.resolve("memory.max")).orElse(UNLIMITED);
            memory = memory == 0 && limit < UNLIMITED ? limit : Math.min(memory, limit);
        }
        double quota = number(base.resolve("cpu/cpu.cfs_quota_us")).orElse(-1);
        double period = number(base.resolve("cpu/cpu.cfs_period_us")).orElse(0);
        if (quota > 0 && period > 0) {
            cpus = Math.min(cpus, quota / period);
        }
        long old = number(base.resolve("memory/memory.limit_in_bytes")).orElse(UNLIMITED);
        if (old < UNLIMITED) {
            memory = memory == 0 ? old : Math.min(memory, old);
        }
        return new MachineResources(Math.max(cpus, 0.01), memory);
    }

    /** The path of this process's group of version 2, relative; empty when there is none. */
    private static String ownGroup(Path file) {
        for (String line : text(file).split("\n")) {
            if (line.startsWith("0::/")) {
                return line.substring("0::/".length()).strip();
            }
        }
        return "";
    }

    private static double cpuLimit(Path group) {
        String[] words = text(group.resolve("cpu.max")).strip().split("\\s+");
        if (words.length == 2 && words[0].matches("\\d{1,15}") && words[1].matches("\\d{1,15}")) {
            double period = Double.parseDouble(words[1]);
            return period > 0 ? Double.parseDouble(words[0]) / period : Double.MAX_VALUE;
        }
        return Double.MAX_VALUE;
    }

    private static OptionalLong totalMemory(Path meminfo) {
        for (String line : text(meminfo).split("\n")) {
            if (line.startsWith("MemTotal:")) {
                String digits = line.replaceAll("\\D", "");
                return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits) * 1024);
            }
        }
        return OptionalLong.empty();
    }

    private static OptionalLong number(Path file) {
        String text = text(file).strip();
        return text.matches("-?\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
