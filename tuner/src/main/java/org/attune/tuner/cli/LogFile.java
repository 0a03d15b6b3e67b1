package org.attune.tuner.cli;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.attune.tuner.cli.StudyReader.LogPiece;

/** Reads one log file of the data directory just as a server would. */
final class LogFile {

    private static final int TAIL_WINDOW = 4 << 20;

    private final Path file;

    LogFile(Path file) {
        this.file = file;
    }

    /** Up to so many bytes from an offset on; none where there is no file. */
    LogPiece read(long offset, int limit) {
        if (!Files.exists(file)) {
            return new LogPiece(new byte[0], offset);
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) Math.max(0, Math.min(limit, log.length() - offset))];
            log.seek(offset);
            log.readFully(bytes);
            return new LogPiece(withoutHole(bytes), offset + bytes.length);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "the log " + file + " cannot be read: " + e.getMessage());
        }
    }

    /** The last lines; at most the last 4 MiB. */
    LogPiece tail(int lines) {
        long size;
        try {
            size = Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "the log " + file + " cannot be read: " + e.getMessage());
        }
        LogPiece window = read(Math.max(0, size - TAIL_WINDOW), TAIL_WINDOW);
        byte[] bytes = window.bytes();
        return new LogPiece(Arrays.copyOfRange(bytes, startOfTail(bytes, lines), bytes.length), window.nextOffset());
    }

    /** Where the last lines begin; the newline that ends the last line does not begin one. O(length). */
    static int startOfTail(byte[] bytes, int lines) {
        int left = lines;
        for (int i = bytes.length - 1; i >= 0 && left > 0; i--) {
            if (bytes[i] == '\n' && i < bytes.length - 1 && --left == 0) {
                return i + 1;
            }
        }
        return lines == 0 ? bytes.length : 0;
    }

    /** The head of a very long log is freed by punching a hole, which reads as zeros. */
    private static byte[] withoutHole(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && bytes[start] == 0) {
            start++;
        }
        return start == 0 ? bytes : Arrays.copyOfRange(bytes, start, bytes.length);
    }
}
