package org.attune.runner.logs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/** Reads log files, at offsets that never change even where a log's head has been freed. */
public final class LogFiles {

    /** The most bytes of one piece. */
    public static final int MAX_SLICE = 4 << 20;

    private static final int TAIL_WINDOW = 64 << 10;
    private static final int TAIL_MAX = 1 << 20;
    private static final int MAX_LINE = 2000;

    private LogFiles() {}

    /**
     * Reads a piece of a log.
     *
     * @param log the file; an absent one is empty
     * @param offset where to begin, from 0; a freed head is skipped
     * @param limit the most bytes to read, cut to {@link #MAX_SLICE}
     * @throws IOException when the file is there and cannot be read
     */
    public static LogSlice read(Path log, long offset, int limit) throws IOException {
        if (offset < 0 || limit < 0) {
            throw new IllegalArgumentException("an offset and a limit are not negative: " + offset + ", " + limit);
        }
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            long size = file.size();
            long first = Math.min(size, LogCap.firstOffset(log));
            long from = Math.max(first, Math.min(offset, size));
            byte[] bytes = new byte[(int) Math.min(Math.min(limit, MAX_SLICE), size - from)];
            return new LogSlice(from, fill(file, from, bytes), first, size);
        } catch (NoSuchFileException e) {
            return new LogSlice(0, new byte[0], 0, 0);
        }
    }

    /**
     * The last lines of a log, oldest first: at most 2,000 characters a line and the last mebibyte of the file.
     *
     * @param log the file; an absent or unreadable one has no lines
     * @param lines how many at most
     */
    public static List<String> tail(Path log, int lines) {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            long size = file.size();
            long first = LogCap.firstOffset(log);
            int window = TAIL_WINDOW;
            while (true) {
                long from = Math.max(first, size - window);
                byte[] bytes = fill(file, from, new byte[(int) Math.max(0, size - from)]);
                List<String> found = lastLines(new String(bytes, StandardCharsets.UTF_8), lines, from > first);
                if (found.size() >= lines || from <= first || window >= TAIL_MAX) {
                    return found;
                }
                window = TAIL_MAX;
            }
        } catch (IOException e) {
            return List.of();
        }
    }

    /** When the file was last written, in epoch milliseconds; 0 when it is absent. */
    public static long lastWritten(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    private static List<String> lastLines(String text, int lines, boolean cut) {
        Deque<String> found = new ArrayDeque<>();
        int end = text.length();
        if (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        while (end > 0 && found.size() < lines) {
            int start = text.lastIndexOf('\n', end - 1) + 1;
            if (start == 0 && cut && end < MAX_LINE && !found.isEmpty()) {
                break;
            }
            found.addFirst(shown(text, start, end));
            end = start - 1;
        }
        return List.copyOf(found);
    }

    private static String shown(String text, int start, int end) {
        int to = end > start && text.charAt(end - 1) == '\r' ? end - 1 : end;
        // What a progress bar has overwritten was never the last word.
        int from = Math.max(start, text.lastIndexOf('\r', Math.max(0, to - 1)) + 1);
        return to - from <= MAX_LINE ? text.substring(from, to) : "…" + text.substring(to - MAX_LINE, to);
    }

    private static byte[] fill(FileChannel file, long from, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int n = file.read(buffer, from + buffer.position());
            if (n < 0) {
                return Arrays.copyOf(bytes, buffer.position());
            }
        }
        return bytes;
    }
}
