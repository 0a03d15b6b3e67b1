package org.attune.runner.logs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Follows a file that grows, line by line and without losing one. Lines end with a line feed or a carriage return (a
 * progress bar redraws with those); a half line waits for its end; one above the limit is dropped and counted, in
 * constant memory. Not safe for several threads.
 */
public final class FileTail {

    /** The longest line in bytes. */
    public static final int MAX_LINE = 64 << 10;

    private static final int CHUNK = 64 << 10;

    /** Takes what was read. */
    public interface Sink {

        /** One line without its end, decoded as UTF-8 with replacement; never empty. */
        void line(String text);

        /** A line above {@link #MAX_LINE} was dropped. */
        void dropped();

        /** The file became shorter than what had been read of it, so it is read from its beginning. */
        void rewritten();
    }

    /**
     * Where reading stands, for the next agent.
     *
     * @param offset the first byte of the line that is still incomplete
     * @param skipping whether that line is being dropped
     */
    public record Position(long offset, boolean skipping) {

        /** The beginning of a file. */
        public static final Position START = new Position(0, false);
    }

    private final Path file;
    private final ByteArrayOutputStream pending = new ByteArrayOutputStream(256);
    private long offset;
    private boolean skipping;
    private boolean more;

    /** Follows a file, which may not exist yet, from a position. */
    public FileTail(Path file, Position from) {
        this.file = file;
        this.offset = from.offset();
        this.skipping = from.skipping();
    }

    /**
     * Reads what is new.
     *
     * @param sink takes the lines
     * @param limit the most bytes of this call; {@link #more()} says whether it was reached
     * @throws IOException when the file is there and cannot be read
     */
    public void poll(Sink sink, long limit) throws IOException {
        more = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < offset) {
                sink.rewritten();
                offset = 0;
                skipping = false;
                pending.reset();
            }
            skipFreedHead(size);
            long end = offset + Math.min(size - offset, limit);
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(1, Math.min(CHUNK, end - offset)));
            while (offset < end) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - offset));
                int n = channel.read(buffer, offset);
                if (n <= 0) {
                    break;
                }
                split(buffer.array(), n, sink);
                offset += n;
            }
            more = offset < size;
        } catch (NoSuchFileException e) {
            // Not written yet.
        }
    }

    /** Whether the last call left bytes unread that were there. */
    public boolean more() {
        return more;
    }

    /** Takes the last line, which has no end, for a line; to be called when nothing more will be written. */
    public void finish(Sink sink) {
        if (skipping) {
            sink.dropped();
        } else {
            emit(sink);
        }
        skipping = false;
        pending.reset();
    }

    /** Whether there is a line without its end. */
    public boolean hasHalfLine() {
        return pending.size() > 0 || skipping;
    }

    /** Where the next agent continues: a half line is read again. */
    public Position position() {
        return new Position(offset - pending.size(), skipping);
    }

    private void skipFreedHead(long size) {
        long first = Math.min(size, LogCap.firstOffset(file));
        if (offset < first) {
            offset = first;
            pending.reset();
            // The freed part ended somewhere within a line.
            skipping = true;
        }
    }

    private void split(byte[] bytes, int length, Sink sink) {
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                take(bytes, start, i - start);
                if (skipping) {
                    sink.dropped();
                } else {
                    emit(sink);
                }
                skipping = false;
                pending.reset();
                start = i + 1;
            }
        }
        take(bytes, start, length - start);
    }

    private void take(byte[] bytes, int start, int length) {
        if (skipping || length == 0) {
            return;
        }
        if (pending.size() + length > MAX_LINE) {
            skipping = true;
            pending.reset();
        } else {
            pending.write(bytes, start, length);
        }
    }

    private void emit(Sink sink) {
        if (pending.size() > 0) {
            sink.line(pending.toString(StandardCharsets.UTF_8));
        }
    }
}
