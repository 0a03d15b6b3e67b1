package org.attune.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Where and when a run took place.
 *
 * @param memoryGiB physical memory
 * @param loads the load averages of 1, 5 and 15 minutes at the start, as the kernel prints them
 */
public record Machine(
        Instant date, int cores, String processor, double memoryGiB, String jdk, String kernel, String loads) {

    private static final double KIB_PER_GIB = 1 << 20;

    /** This machine, now. */
    public static Machine here() {
        String loads = read("/proc/loadavg");
        String[] words = loads.split(" ", -1);
        return new Machine(
                Instant.now(),
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                number(field("/proc/meminfo", "MemTotal")) / KIB_PER_GIB,
                System.getProperty("java.vm.name", "?") + " " + System.getProperty("java.runtime.version", "?"),
                System.getProperty("os.name", "?") + " " + System.getProperty("os.version", "?"),
                words.length < 3 ? "?" : words[0] + " " + words[1] + " " + words[2]);
    }

    /** The load average of the last minute, NaN where the kernel does not say. */
    public static double load() {
        return number(read("/proc/loadavg"));
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.strip().split(" ", -1)[0]);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private static String field(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("?");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }
}
