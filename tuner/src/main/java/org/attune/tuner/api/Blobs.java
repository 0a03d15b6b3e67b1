package org.attune.tuner.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.attune.tuner.config.DataDirectory;

/** Files of a data directory, named by the SHA-256 of their bytes. Safe for any thread. */
public final class Blobs {

    /** The largest file that is taken: 64 MiB. */
    public static final long MAX_BYTES = 64L << 20;

    private final DataDirectory data;

    /** Of this data directory; the folder is made when the first file comes. */
    public Blobs(DataDirectory data) {
        this.data = data;
    }

    /** What came of a file. */
    public enum Stored {
        /** It is there now. */
        NEW,
        /** It was there before. */
        KNOWN,
        /** Its bytes have another digest; nothing was kept. */
        DIFFERS,
        /** It has more than {@link #MAX_BYTES}; nothing was kept. */
        TOO_LARGE
    }

    /** Whether there is a file of this digest. */
    public boolean has(String digest) {
        return Files.isRegularFile(path(digest));
    }

    /** Where the file of a digest is, or would be. */
    public Path path(String digest) {
        return data.blob(digest);
    }

    /**
     * Keeps a file, durably, once all of its bytes have come and have the digest.
     *
     * @throws IOException when the stream ends early or the disk refuses; nothing is kept then
     */
    public Stored put(String digest, InputStream in) throws IOException {
        Path file = path(digest);
        if (Files.isRegularFile(file)) {
            return Stored.KNOWN;
        }
        Path folder = data.blobs();
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, ".", ".part");
        try {
            MessageDigest sha256 = sha256();
            long length = 0;
            try (FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
                byte[] chunk = new byte[64 * 1024];
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    length += read;
                    if (length > MAX_BYTES) {
                        return Stored.TOO_LARGE;
                    }
                    sha256.update(chunk, 0, read);
                    ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                }
                if (!HexFormat.of().formatHex(sha256.digest()).equals(digest)) {
                    return Stored.DIFFERS;
                }
                out.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return Stored.NEW;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
