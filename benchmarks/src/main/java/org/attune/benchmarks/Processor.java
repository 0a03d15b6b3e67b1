package org.attune.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Processor time that a process and the children it has waited for have used, in seconds. It judges better than the wall
 * clock where others use the machine too.
 */
record Processor(double own, double children) {

    private static final double TICKS_PER_SECOND = 100;
    private static final int UTIME = 11;

    /** Of a process; NaN when it is not there, or the machine has no {@code /proc}. */
    static Processor of(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new Processor(
                    seconds(fields[UTIME], fields[UTIME + 1]), seconds(fields[UTIME + 2], fields[UTIME + 3]));
        } catch (IOException e) {
            return new Processor(Double.NaN, Double.NaN);
        }
    }

    Processor minus(Processor before) {
        return new Processor(own - before.own, children - before.children);
    }

    private static double seconds(String user, String system) {
        return (Long.parseLong(user) + Long.parseLong(system)) / TICKS_PER_SECOND;
    }
}
