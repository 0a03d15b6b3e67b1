package org.attune.tuner.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.attune.tuner.config.DataDirectory;

/**
 * A copy of what cannot be had again: the store and the packed files of its studies. Logs, checkpoints and artifacts are
 * not in it, nor the tokens in files; the store knows only hashes of the others. It is made while the server runs: it
 * holds every commit that was durable when it began.
 */
public final class StoreBackup {

    private static final String DATABASE = "attune.mv.db";
    private static final String JOURNAL = "attune.journal";
    private static final String BLOBS = "blobs/sha256/";
    private static final Pattern BLOB = Pattern.compile("[0-9a-f]{64}");
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);

    /** Ends a backup that nobody wants any more. */
    public static final class Cancelled extends IOException {
        private static final long serialVersionUID = 1;

        Cancelled() {
            super("the backup was cancelled");
        }
    }

    private StoreBackup() {}

    /**
     * Writes a backup; readable by its owner only. Nothing is left of one that failed.
     *
     * @param wanted asked between the steps; false ends it with {@link Cancelled}
     */
    static void write(H2Database database, DataDirectory directory, Path into, BooleanSupplier wanted)
            throws IOException, SQLException {
        Path folder = Files.createDirectories(into.toAbsolutePath().getParent());
        Path copy = Files.createTempFile(folder, ".store-", ".zip");
        Path arriving = Files.createTempFile(folder, ".backup-", ".zip");
        try {
            try (Connection connection = database.openWriter()) {
                database.backup(connection, copy);
            }
            stillWanted(wanted);
            try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(arriving))) {
                store(copy, out);
                blobs(directory, out, wanted);
            }
            try {
                Files.move(arriving, into, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(arriving, into);
            }
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(arriving);
        }
    }

    private static void stillWanted(BooleanSupplier wanted) throws Cancelled {
        if (!wanted.getAsBoolean()) {
            throw new Cancelled();
        }
    }

    private static void store(Path copy, ZipOutputStream out) throws IOException {
        try (ZipFile zip = new ZipFile(copy.toFile())) {
            ZipEntry database = zip.getEntry(DATABASE);
            if (database == null) {
                throw new IOException("the database's copy has no " + DATABASE);
            }
            out.putNextEntry(new ZipEntry("store/" + DATABASE));
            try (InputStream in = zip.getInputStream(database)) {
                in.transferTo(out);
            }
            out.closeEntry();
        }
    }

    private static void blobs(DataDirectory directory, ZipOutputStream out, BooleanSupplier wanted) throws IOException {
        if (!Files.isDirectory(directory.blobs())) {
            return;
        }
        try (Stream<Path> files = Files.list(directory.blobs())) {
            for (Path file : (Iterable<Path>) files.sorted()::iterator) {
                if (!BLOB.matcher(file.getFileName().toString()).matches()) {
                    continue;
                }
                stillWanted(wanted);
                out.putNextEntry(new ZipEntry(BLOBS + file.getFileName()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    /**
     * What a restored directory holds.
     *
     * @param studies how many studies the store has
     * @param trials how many trials
     * @param blobs how many packed folders came with it
     */
    public record Restored(long studies, long trials, int blobs) {}

    /**
     * Puts a backup into a data directory that has no store, and opens it once to see that it is whole.
     *
     * @throws IllegalStateException when the directory has a store, is in use, or the file is no backup; the directory
     *     is then as it was
     */
    public static Restored restore(Path file, DataDirectory directory, InstantSource clock) throws IOException {
        directory.create();
        try (DataDirectory.Lock lock = directory.lock("restore", LOCK_PATIENCE)) {
            if (directory.hasStore()) {
                throw new IllegalStateException(
                        directory.root() + " has a store already: name another --data, or move it away first");
            }
            int blobs = unpack(file, directory);
            try (SqlStudyStore store = SqlStudyStore.open(directory.store(), clock)) {
                long trials = 0;
                long studies = 0;
                String token = null;
                do {
                    var page = store.queries().studies(java.util.Set.of(), StudyQueries.MAX_PAGE, token);
                    studies += page.studies().size();
                    trials += page.studies().stream()
                            .mapToLong(study -> study.trials().total())
                            .sum();
                    token = page.nextPageToken();
                } while (token != null);
                return new Restored(studies, trials, blobs);
            } catch (RuntimeException e) {
                Files.deleteIfExists(directory.store().resolve(DATABASE));
                Files.deleteIfExists(directory.store().resolve(JOURNAL));
                throw new IllegalStateException("the store of " + file + " cannot be opened: " + e.getMessage(), e);
            }
        }
    }

    private static int unpack(Path file, DataDirectory directory) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry database = zip.getEntry("store/" + DATABASE);
            if (database == null) {
                throw new IllegalStateException(file + " is no backup of Attune: it has no store");
            }
            int blobs = 0;
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName();
                if (name.startsWith(BLOBS)
                        && BLOB.matcher(name.substring(BLOBS.length())).matches()) {
                    blob(zip, entry, directory);
                    blobs++;
                } else if (entry != database && !name.equals("store/" + DATABASE)) {
                    throw new IllegalStateException(file + " is no backup of Attune: it has " + name);
                }
            }
            Files.createDirectories(directory.store());
            // that of a store which was moved away after a kill: it would be taken for this one's
            Files.deleteIfExists(directory.store().resolve(JOURNAL));
            copy(zip, database, directory.store().resolve(DATABASE));
            return blobs;
        } catch (java.util.zip.ZipException e) {
            throw new IllegalStateException(file + " is no backup of Attune: " + e.getMessage(), e);
        }
    }

    private static void blob(ZipFile zip, ZipEntry entry, DataDirectory directory) throws IOException {
        String digest = entry.getName().substring(BLOBS.length());
        Path target = directory.blob(digest);
        Files.createDirectories(directory.blobs());
        copy(zip, entry, target);
        if (!digest(target).equals(digest)) {
            Files.delete(target);
            throw new IllegalStateException("the packed folder " + digest + " of the backup is damaged");
        }
    }

    private static void copy(ZipFile zip, ZipEntry entry, Path target) throws IOException {
        Path arriving = Files.createTempFile(
                target.getParent(),
                ".restored-",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, arriving, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.move(arriving, target, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(arriving);
        }
    }

    private static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            java.security.MessageDigest sha = java.security.MessageDigest.getInstance("SHA-256");
            in.transferTo(new java.security.DigestOutputStream(OutputStream.nullOutputStream(), sha));
            return HexFormat.of().formatHex(sha.digest());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
