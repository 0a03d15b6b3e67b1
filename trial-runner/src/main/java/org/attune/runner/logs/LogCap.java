package org.attune.runner.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a log file below a cap by giving the blocks of its head back to the file system. The file keeps its length, so
 * every offset stays what it was and a command that appends to it notices nothing.
 */
public final class LogCap {

    private static final long BLOCK = 4096;
    private static final long DEADLINE_SECONDS = 10;

    /**
     * What was done.
     *
     * @param firstOffset the first byte that the log still has
     * @param freed how many bytes were given back by this call
     * @param problem why it could not be done, empty when it was done or not needed
     */
    public record Result(long firstOffset, long freed, String problem) {}

    private LogCap() {}

    /** The first byte that a log still has; 0 for one that was never cut. */
    public static long firstOffset(Path log) {
        Path note = note(log);
        try {
            return Files.exists(note) ? Long.parseLong(Files.readString(note).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Frees the head of a log that has grown above its cap, down to three quarters of it so that this is rare.
     *
     * @param log the file
     * @param cap how many bytes it may hold, above 64 KiB
     * @param readUpTo what every reader has passed: nothing at or behind this offset is freed
     * @return what was done; never throws for a file system that cannot do it
     */
    public static Result enforce(Path log, long cap, long readUpTo) {
        if (cap < 16 * BLOCK) {
            throw new IllegalArgumentException("a log's cap is at least 64 KiB, not " + cap);
        }
        long first = firstOffset(log);
        try {
            long size = Files.exists(log) ? Files.size(log) : 0;
            if (size - first <= cap) {
                return new Result(first, 0, "");
            }
            long next = Math.min(size - cap / 4 * 3, readUpTo) / BLOCK * BLOCK;
            if (next <= first) {
                return new Result(first, 0, "");
            }
            // The note comes first: a reader must never take freed blocks for what was printed.
            Path fresh = log.resolveSibling(log.getFileName() + ".head.new");
            Files.writeString(fresh, next + "\n");
            Files.move(fresh, note(log), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            String problem = punch(log, next);
            return new Result(next, problem.isEmpty() ? next - first : 0, problem);
        } catch (IOException e) {
            return new Result(first, 0, String.valueOf(e.getMessage()));
        }
    }

    private static String punch(Path log, long length) throws IOException {
        // From 0 each time: what an interrupted call has left is freed as well.
        Process process = new ProcessBuilder(
                        "fallocate", "--punch-hole", "--offset", "0", "--length", Long.toString(length), log.toString())
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "fallocate did not end within " + DEADLINE_SECONDS + " s";
            }
            String said = new String(process.getInputStream().readNBytes(500), java.nio.charset.StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? "" : said.strip();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Path note(Path log) {
        return log.resolveSibling(log.getFileName() + ".head");
    }
}
