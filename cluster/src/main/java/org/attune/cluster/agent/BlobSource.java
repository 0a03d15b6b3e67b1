package org.attune.cluster.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where an agent gets content-addressed bytes from. */
@FunctionalInterface
public interface BlobSource {

    /**
     * Gets a blob.
     *
     * @param sha256 its address, 64 lower-case hexadecimal digits
     * @param into a file that does not exist; the blob may be written there
     * @return where the blob is: {@code into}, or a file that must not be changed
     * @throws IOException when it cannot be had; the message says where it was looked for
     */
    Path fetch(String sha256, Path into) throws IOException;

    /** Blobs of the same machine: {@code DIR/blobs/sha256/<digest>}. */
    static BlobSource ofDirectory(Path blobs) {
        return (sha256, into) -> {
            Path blob = blobs.resolve(sha256);
            if (!Files.isRegularFile(blob)) {
                throw new NoSuchFileException(blob.toString(), null, "the study's files are not in the store");
            }
            return blob;
        };
    }
}
