package org.attune.tuner.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what: a line of JSON in {@code audit.log} for each request that changes something or was turned away, and
 * none for asks, reports and results, of which there are thousands a second. It holds no secret and no body. A file
 * of 10 MiB is set aside as {@code audit.log.1}, up to the fourth.
 */
final class AuditLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final long MAX_BYTES = 10L << 20;
    private static final int KEPT = 4;

    private final Path file;
    private final InstantSource clock;
    private FileChannel out;
    private long size;

    AuditLog(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.out = open(file);
        this.size = out.size();
    }

    private static FileChannel open(Path file) throws IOException {
        Set<StandardOpenOption> options =
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        return Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")
                ? FileChannel.open(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))
                : FileChannel.open(file, options.toArray(new StandardOpenOption[0]));
    }

    /** Writes a line; a disk that refuses it is told to the server's own log. */
    synchronized void write(String requestId, String address, Caller caller, String method, String path, int status) {
        byte[] line = Json.bytes(json -> {
            json.writeStartObject();
            json.writeStringField("time", clock.instant().toString());
            json.writeStringField("requestId", requestId);
            json.writeStringField("address", address);
            json.writeStringField("token", caller.id());
            json.writeStringField("name", caller.name());
            json.writeStringField("method", method);
            json.writeStringField("path", path.length() > 256 ? path.substring(0, 256) : path);
            json.writeNumberField("status", status);
            json.writeEndObject();
        });
        try {
            if (size > MAX_BYTES) {
                turn();
            }
            ByteBuffer bytes = ByteBuffer.allocate(line.length + 1)
                    .put(line)
                    .put((byte) '\n')
                    .flip();
            while (bytes.hasRemaining()) {
                size += out.write(bytes);
            }
        } catch (IOException e) {
            LOG.warn("the audit log cannot be written: {}", String.valueOf(e));
        }
    }

    private void turn() throws IOException {
        out.close();
        for (int i = KEPT; i >= 1; i--) {
            Path from = i == 1 ? file : file.resolveSibling(file.getFileName() + "." + (i - 1));
            if (Files.exists(from)) {
                Files.move(
                        from, file.resolveSibling(file.getFileName() + "." + i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        out = open(file);
        size = 0;
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.warn("the audit log cannot be closed: {}", String.valueOf(e));
        }
    }
}
