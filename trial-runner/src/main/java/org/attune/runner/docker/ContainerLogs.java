package org.attune.runner.docker;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Copies what a container prints into files, byte for byte, over restarts of agent and engine. A cursor beside the files
 * holds an anchor for each stream: the time of an entry and the offset in the file at which it begins. Whoever comes later
 * reads from the anchor on and leaves out as many bytes as the file has beyond it; so nothing is lost or written twice,
 * though all pieces of one long line have the same time. One thread reads at a time.
 */
final class ContainerLogs implements AutoCloseable {

    private static final int BUFFER = 64 << 10;
    private static final int HEADER = 8;
    private static final int STAMP = "2006-01-02T15:04:05.000000000Z".length();
    private static final int ENTRY_MAX = 1 << 20;
    private static final long SAVE_EVERY = 1 << 20;

    private final Engine engine;
    private final String container;
    private final Path cursor;
    private final Stream out;
    private final Stream err;
    private final Object lock = new Object();
    private DockerHttpClient.@Nullable Response open;
    private volatile boolean closed;
    private volatile boolean interrupted;
    private long unsaved;

    /** One of the two streams. */
    private static final class Stream implements Closeable {
        private final FileChannel file;
        private long size;
        private String stamp = "";
        private long anchor;
        private long position;
        private boolean reached;
        private final ByteBuffer pending = ByteBuffer.allocate(BUFFER);

        Stream(Path path) throws IOException {
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            size = file.size();
            file.position(size);
        }

        void begin() {
            position = anchor;
            reached = false;
        }

        /** Takes an entry; returns how many bytes were new. */
        long take(String time, byte[] bytes, int from, int length) throws IOException {
            if (!reached && time.compareTo(stamp) < 0) {
                return 0;
            }
            reached = true;
            if (!time.equals(stamp)) {
                stamp = time;
                anchor = position;
            }
            long known = Math.max(0, Math.min(length, size - position));
            position += length;
            append(bytes, from + (int) known, length - (int) known);
            return length - known;
        }

        private void append(byte[] bytes, int from, int length) throws IOException {
            size += length;
            if (length > pending.remaining()) {
                flush();
            }
            if (length > pending.capacity()) {
                write(ByteBuffer.wrap(bytes, from, length));
            } else {
                pending.put(bytes, from, length);
            }
        }

        void flush() throws IOException {
            pending.flip();
            write(pending);
            pending.clear();
        }

        private void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /**
     * Opens the files.
     *
     * @param cursor where the anchors are kept; not reachable from the container
     */
    ContainerLogs(Engine engine, String container, Path outFile, Path errFile, Path cursor) throws IOException {
        this.engine = engine;
        this.container = container;
        this.cursor = cursor;
        this.out = new Stream(outFile);
        this.err = new Stream(errFile);
        load();
    }

    /** Copies until the stream ends: with the container, its engine, or {@link #interrupt()}. */
    void follow() throws IOException {
        pass(true);
    }

    /** Copies what is there now and returns. After the container's end the files are complete then. */
    void complete() throws IOException {
        pass(false);
    }

    private void pass(boolean follow) throws IOException {
        interrupted = false;
        out.begin();
        err.begin();
        String since = out.stamp.compareTo(err.stamp) < 0 ? out.stamp : err.stamp;
        String path = "/containers/" + container + "/logs?stdout=1&stderr=1&timestamps=1&follow=" + (follow ? 1 : 0)
                + (since.isEmpty() ? "" : "&since=" + seconds(since));
        DockerHttpClient.Response response = engine.open("GET", path, null, "", Engine.QUICK);
        synchronized (lock) {
            if (closed) {
                response.close();
                return;
            }
            open = response;
        }
        try (response) {
            copy(response.getBody());
        } finally {
            synchronized (lock) {
                open = null;
            }
            flush();
            save();
        }
    }

    private void copy(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int filled = 0;
        while (true) {
            int n = in.read(buffer, filled, buffer.length - filled);
            if (n < 0) {
                if (filled > 0) {
                    throw new EOFException("the log stream of " + container + " ends within an entry");
                }
                return;
            }
            if (closed || interrupted) {
                // Closing a stream that brings much does not end it at once, and the next agent may be writing already.
                return;
            }
            filled += n;
            int used = 0;
            while (filled - used >= HEADER) {
                int length = ByteBuffer.wrap(buffer, used + 4, 4).getInt();
                if (length < 0 || length > ENTRY_MAX) {
                    throw new IOException("the log stream of " + container + " has an entry of " + length + " bytes");
                }
                if (filled - used < HEADER + length) {
                    break;
                }
                entry(buffer[used], buffer, used + HEADER, length);
                used += HEADER + length;
            }
            filled -= used;
            System.arraycopy(buffer, used, buffer, 0, filled);
            if (filled == buffer.length || (filled >= HEADER && needed(buffer) > buffer.length)) {
                buffer = java.util.Arrays.copyOf(buffer, Math.max(buffer.length * 2, needed(buffer)));
            }
            flush();
            if (unsaved >= SAVE_EVERY) {
                save();
            }
        }
    }

    private static int needed(byte[] buffer) {
        return HEADER + ByteBuffer.wrap(buffer, 4, 4).getInt();
    }

    private void entry(byte type, byte[] bytes, int from, int length) throws IOException {
        if (length <= STAMP) {
            return;
        }
        Stream stream = type == 2 ? err : out;
        String time = new String(bytes, from, STAMP, StandardCharsets.ISO_8859_1);
        // A space stands between the time and the entry.
        unsaved += stream.take(time, bytes, from + STAMP + 1, length - STAMP - 1);
    }

    private void flush() throws IOException {
        out.flush();
        err.flush();
    }

    /** {@code 2026-01-02T03:04:05.678900000Z} as the engine wants a time: seconds and nanoseconds. */
    static String seconds(String stamp) {
        long whole = java.time.Instant.parse(stamp).getEpochSecond();
        return whole + stamp.substring(stamp.indexOf('.'), stamp.length() - 1);
    }

    private void load() throws IOException {
        String[] words;
        try {
            words = Files.readString(cursor, StandardCharsets.ISO_8859_1)
                    .strip()
                    .split(" ");
        } catch (NoSuchFileException e) {
            return;
        }
        if (words.length == 4) {
            out.stamp = words[0].equals("-") ? "" : words[0];
            out.anchor = Long.parseLong(words[1]);
            err.stamp = words[2].equals("-") ? "" : words[2];
            err.anchor = Long.parseLong(words[3]);
        }
    }

    private void save() throws IOException {
        unsaved = 0;
        String text = (out.stamp.isEmpty() ? "-" : out.stamp) + " " + out.anchor + " "
                + (err.stamp.isEmpty() ? "-" : err.stamp) + " " + err.anchor + "\n";
        Path next = cursor.resolveSibling(cursor.getFileName() + ".new");
        Files.writeString(next, text, StandardCharsets.ISO_8859_1);
        Files.move(next, cursor, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Ends a pass that waits. The files stay open. */
    void interrupt() {
        interrupted = true;
        synchronized (lock) {
            if (open != null) {
                open.close();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        synchronized (lock) {
            if (open != null) {
                open.close();
            }
        }
    }

    /** Closes the files; after the last pass. */
    void closeFiles() throws IOException {
        out.close();
        err.close();
    }
}
