package org.attune.runner.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.runtime.UsageSample;

/** What the kernel says about processes, read from {@code /proc}. */
public final class ProcessTable {

    /** The fields of a process that matter here. */
    public record Entry(long pid, char state, long group, long startTicks) {

        /** Whether it still runs: a zombie that nobody has collected does not. */
        public boolean runs() {
            return state != 'Z' && state != 'X';
        }

        /** Who it is. */
        public ProcessIdentity identity() {
            return new ProcessIdentity(pid, startTicks);
        }
    }

    /** Where utime stands among the fields after the name; three more times follow. */
    private static final int CPU_FIELD = 11;

    /** The kernel tells programs hundredths of seconds, whatever its own clock does. */
    private static final double TICKS_PER_SECOND = 100;

    private final Path proc;

    /** That of this machine. */
    public ProcessTable() {
        this(Path.of("/proc"));
    }

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /** The process of this pid, or empty when there is none. */
    public Optional<Entry> find(long pid) {
        try {
            return parse(Files.readString(proc.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether exactly this process still runs. */
    public boolean runs(ProcessIdentity identity) {
        return find(identity.pid())
                .filter(e -> e.startTicks() == identity.startTicks() && e.runs())
                .isPresent();
    }

    /** The running members of a process group. Reads every process of the machine: not for the common path. */
    public List<Entry> group(long group) {
        List<Entry> members = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path one : all) {
                find(Long.parseLong(one.getFileName().toString()))
                        .filter(e -> e.group() == group && e.runs())
                        .ifPresent(members::add);
            }
        } catch (IOException | DirectoryIteratorException | NumberFormatException e) {
            return members;
        }
        return members;
    }

    /** What the processes of these groups have used, by group. Reads every process of the machine once. */
    Map<Long, UsageSample> used(Set<Long> groups) {
        Map<Long, UsageSample> used = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path one : all) {
                addUse(one, groups, used);
            }
        } catch (IOException | DirectoryIteratorException e) {
            return used;
        }
        return used;
    }

    private static void addUse(Path process, Set<Long> groups, Map<Long, UsageSample> used) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", CPU_FIELD + 5);
            long group = Long.parseLong(fields[2]);
            if (!groups.contains(group)) {
                return;
            }
            long ticks = 0;
            // its own and those of the children that it has waited for, in user code and in the kernel
            for (int i = 0; i < 4; i++) {
                ticks += Long.parseLong(fields[CPU_FIELD + i]);
            }
            UsageSample more = new UsageSample(ticks / TICKS_PER_SECOND, resident(process), 0);
            used.merge(
                    group,
                    more,
                    (a, b) -> new UsageSample(a.cpuSeconds() + b.cpuSeconds(), a.memoryBytes() + b.memoryBytes(), 0));
        } catch (IOException | RuntimeException e) {
            // it has just ended
        }
    }

    private static long resident(Path process) throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    /** Reads a line of {@code /proc/PID/stat}; the name in parentheses may hold anything. */
    public static Optional<Entry> parse(String stat) {
        int open = stat.indexOf('(');
        int close = stat.lastIndexOf(')');
        if (open < 2 || close < open) {
            return Optional.empty();
        }
        String[] rest = stat.substring(close + 1).trim().split(" ", 22);
        if (rest.length < 20) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(stat.substring(0, open).trim());
            return Optional.of(new Entry(pid, rest[0].charAt(0), Long.parseLong(rest[2]), Long.parseLong(rest[19])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The kernel's monotonic clock in seconds since boot, as the guard reads it. */
    double uptimeSeconds() throws IOException {
        String text = Files.readString(proc.resolve("uptime"), StandardCharsets.ISO_8859_1);
        return Double.parseDouble(text.substring(0, text.indexOf(' ')));
    }

    /** What tells one boot of the machine from the next; empty where the kernel does not say. */
    public String bootId() {
        try {
            return Files.readString(proc.resolve("sys/kernel/random/boot_id"), StandardCharsets.ISO_8859_1)
                    .trim();
        } catch (IOException e) {
            return "";
        }
    }

    /** How many processes the kernel has ended for want of memory since boot; 0 where it does not say. */
    long outOfMemoryKills() {
        try {
            for (String line : Files.readAllLines(proc.resolve("vmstat"), StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("oom_kill ")) {
                    return Long.parseLong(line.substring("oom_kill ".length()).trim());
                }
            }
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
        return 0;
    }
}
