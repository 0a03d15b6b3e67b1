package org.attune.cluster.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.attune.runner.files.Folders;

/**
 * The files of studies on this node: content address to an unpacked folder that nobody writes to. Each is fetched and
 * unpacked once; a folder appears under its name complete or not at all. Safe for any number of threads.
 */
public final class StudyFiles {

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Path directory;
    private final BlobSource source;
    private final Set<String> ready = ConcurrentHashMap.newKeySet();

    /**
     * The files below a folder of the agent.
     *
     * @param directory where the unpacked folders stand
     * @param source where packed folders come from
     */
    public StudyFiles(Path directory, BlobSource source) {
        this.directory = directory;
        this.source = source;
    }

    /** Where packed folders and other blobs come from. */
    BlobSource source() {
        return source;
    }

    /** Whether the folder is there without any waiting. */
    boolean isReady(String digest) {
        return ready.contains(digest);
    }

    /** Where the folder of a digest stands or will stand. */
    Path folder(String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("not a SHA-256 digest in lower-case hexadecimal: \"" + digest + "\"");
        }
        return directory.resolve(digest);
    }

    /**
     * The folder of a digest; fetches and unpacks it when it is not there.
     *
     * @throws IOException when it cannot be had, or is not what its digest says
     */
    public Path get(String digest) throws IOException {
        Path folder = folder(digest);
        if (ready.contains(digest)) {
            return folder;
        }
        synchronized (this) {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(directory);
                Path temporary = Files.createTempDirectory(directory, ".unpacking-");
                try {
                    Path packed = source.fetch(digest, temporary.resolve("packed"));
                    PackedFolder.check(packed, digest);
                    Path unpacked = temporary.resolve("files");
                    PackedFolder.unpack(packed, unpacked);
                    Files.move(unpacked, folder, StandardCopyOption.ATOMIC_MOVE);
                } finally {
                    Folders.delete(temporary);
                }
            }
            ready.add(digest);
        }
        return folder;
    }
}
