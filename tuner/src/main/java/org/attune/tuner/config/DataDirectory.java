package org.attune.tuner.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.attune.runner.worker.AttemptId;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything Attune keeps, and the only class that knows its layout. Names that come from outside
 * (uids, digests, node names) are checked here, so that none of them leads out of the folder.
 */
public final class DataDirectory {

    private static final Pattern UID = Pattern.compile("[a-z0-9]{1,32}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?");

    /**
     * What this JVM holds. A lock of POSIX is lost as soon as any descriptor of the file is closed in the process that
     * holds it, so the file is never opened a second time here.
     */
    private static final Map<Path, String> HELD = new ConcurrentHashMap<>();

    private final Path root;

    private DataDirectory(Path root) {
        this.root = root;
    }

    /** The data directory at this path. Nothing is created yet. */
    public static DataDirectory at(Path root) {
        return new DataDirectory(root.toAbsolutePath().normalize());
    }

    /**
     * Where it is when the user names none: {@code $XDG_DATA_HOME/attune}, else {@code ~/.local/share/attune}. A
     * relative {@code XDG_DATA_HOME} is ignored, as its specification demands.
     */
    public static DataDirectory standard(Map<String, String> environment, Path home) {
        String xdg = environment.getOrDefault("XDG_DATA_HOME", "");
        Path base = xdg.isEmpty() || !Path.of(xdg).isAbsolute() ? home.resolve(".local/share") : Path.of(xdg);
        return at(base.resolve("attune"));
    }

    /** The folder itself. */
    public Path root() {
        return root;
    }

    /** Held by the process that owns the folder, for its life. */
    public Path lockFile() {
        return root.resolve("lock");
    }

    /** Process id and URL of the server; stale when the lock is free. */
    public Path serverJson() {
        return root.resolve("server.json");
    }

    /** The administrator's token, readable by its owner only. */
    public Path adminToken() {
        return root.resolve("admin.token");
    }

    /** The folder of the database. */
    public Path store() {
        return root.resolve("store");
    }

    /** Whether a store was ever opened here. */
    public boolean hasStore() {
        return Files.exists(store().resolve("attune.mv.db"));
    }

    /** The folder of content-addressed blobs. */
    public Path blobs() {
        return root.resolve("blobs").resolve("sha256");
    }

    /** One blob, by its SHA-256 in lower-case hex. */
    public Path blob(String digest) {
        return blobs().resolve(checked(DIGEST, "a SHA-256 digest", digest));
    }

    /** Where backups are kept that the server made. */
    public Path backups() {
        return root.resolve("backups");
    }

    /** Everything that a study leaves behind beside its rows and logs. */
    public Path study(String uid) {
        return root.resolve("studies").resolve(checked(UID, "a study uid", uid));
    }

    /** Checkpoints, artifacts and the STOP file of one trial. */
    public Path trial(String uid, int trial) {
        return study(uid).resolve(Integer.toString(counted("trial", trial)));
    }

    /** What the trial's checkpoints are written to. */
    public Path checkpoints(String uid, int trial) {
        return trial(uid, trial).resolve("checkpoints");
    }

    /** What the trial wants to keep. */
    public Path artifacts(String uid, int trial) {
        return trial(uid, trial).resolve("artifacts");
    }

    /** The logs of a study. */
    public Path logs(String uid) {
        return root.resolve("logs").resolve(checked(UID, "a study uid", uid));
    }

    /** The logs of one attempt. */
    public Path logs(AttemptId attempt) {
        return logs(attempt.studyUid())
                .resolve(Integer.toString(attempt.trial()))
                .resolve("a" + attempt.attempt());
    }

    /** What one worker printed to standard output. */
    public Path standardOutput(AttemptId attempt, int rank) {
        return logs(attempt).resolve("r" + rank + ".out");
    }

    /** What one worker printed to standard error. */
    public Path standardError(AttemptId attempt, int rank) {
        return logs(attempt).resolve("r" + rank + ".err");
    }

    /** The folder of the agent of this name. */
    public Path agent(String node) {
        return root.resolve("agents").resolve(checked(NODE, "a node name", node));
    }

    /** Creates the folder, readable by its owner only; an existing one is left as it is. */
    public void create() {
        try {
            if (!Files.isDirectory(root)) {
                Path parent = root.getParent();
                if (parent != null) {
                    Files.createDirectories(parent);
                }
                try {
                    Files.createDirectory(
                            root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                } catch (java.nio.file.FileAlreadyExistsException e) {
                    if (!Files.isDirectory(root)) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the data directory " + root + " cannot be created: " + e.getMessage(), e);
        }
    }

    /**
     * Takes the folder for this process.
     *
     * @param purpose a word or two for the message that others get ("server", "reading")
     * @param patience how long to wait for another holder to let go; zero tries once
     * @throws DataDirectoryBusy when another process still holds it; the message names its pid
     */
    public Lock lock(String purpose, Duration patience) {
        create();
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            @Nullable Lock lock = tryLock(purpose);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() >= deadline || Thread.currentThread().isInterrupted()) {
                throw new DataDirectoryBusy("the data directory " + root + " is in use by "
                        + holder().map(h -> "process " + h).orElse("another process")
                        + "; stop that one, or name another directory with --data");
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    /** Who holds the lock, as it wrote: pid and purpose. Empty when it is free or the holder wrote nothing yet. */
    public Optional<String> holder() {
        String mine = HELD.get(lockFile());
        if (mine != null) {
            return Optional.of(mine);
        }
        try {
            String text = Files.readString(lockFile(), StandardCharsets.UTF_8).strip();
            return text.isEmpty() || text.length() > 200 ? Optional.empty() : Optional.of(text);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a process, this one included, holds the lock just now. */
    public boolean isLocked() {
        if (HELD.containsKey(lockFile())) {
            return true;
        }
        if (!Files.exists(lockFile())) {
            return false;
        }
        @Nullable Lock lock = tryLock("");
        if (lock == null) {
            return true;
        }
        lock.close();
        return false;
    }

    private @Nullable Lock tryLock(String purpose) {
        String label = ProcessHandle.current().pid() + (purpose.isEmpty() ? "" : " (" + purpose + ")");
        if (HELD.putIfAbsent(lockFile(), label) != null) {
            return null;
        }
        @Nullable Lock taken = null;
        try {
            FileChannel channel = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            } else {
                if (!purpose.isEmpty()) {
                    channel.truncate(0);
                    channel.write(ByteBuffer.wrap((label + "\n").getBytes(StandardCharsets.UTF_8)));
                }
                taken = new Lock(lockFile(), channel);
            }
            return taken;
        } catch (IOException e) {
            throw new UncheckedIOException("the lock of " + root + " cannot be taken: " + e.getMessage(), e);
        } finally {
            if (taken == null) {
                HELD.remove(lockFile());
            }
        }
    }

    private static String checked(Pattern pattern, String what, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not " + what + " (" + pattern.pattern() + ")");
        }
        return text;
    }

    private static int counted(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + "s count from 1, not " + number);
        }
        return number;
    }

    /** The ownership of a data directory. It ends with {@link #close} or with the process, however that ends. */
    public static final class Lock implements AutoCloseable {
        private final Path file;
        private final FileChannel channel;

        private Lock(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void close() {
            if (!channel.isOpen()) {
                return;
            }
            try {
                channel.truncate(0);
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("the lock " + file + " cannot be released: " + e.getMessage(), e);
            } finally {
                HELD.remove(file);
            }
        }
    }
}
