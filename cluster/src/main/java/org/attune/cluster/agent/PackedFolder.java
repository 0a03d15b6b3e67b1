package org.attune.cluster.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A folder as one blob: a ZIP file with its entries in the order of their names, without times, so that the same files
 * give the same bytes. An entry's comment {@code x} means executable. Links leave no trace: one to a file within the
 * folder becomes that file, any other is refused.
 */
public final class PackedFolder {

    /** Most bytes of all files together. */
    public static final long BYTES_MAX = 64L << 20;

    /** Most files and folders. */
    public static final int ENTRIES_MAX = 10_000;

    private static final int NAME_MAX = 1024;
    private static final String EXECUTABLE = "x";
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    /**
     * A packed folder.
     *
     * @param bytes the blob
     * @param sha256 its content address
     * @param files how many files are in it
     * @param size their bytes before packing
     */
    public record Packed(byte[] bytes, String sha256, int files, long size) {}

    private final Path folder;
    private final Path real;
    private final IgnoreRules rules;
    private final TreeMap<String, Path> entries = new TreeMap<>();
    private long size;

    private PackedFolder(Path folder) throws IOException {
        this.folder = folder;
        this.real = folder.toRealPath();
        this.rules = IgnoreRules.in(folder);
    }

    /**
     * Packs a folder, leaving out what its {@code .attuneignore} says.
     *
     * @throws IllegalArgumentException when it is too large or holds what cannot be packed; the message says what to do
     * @throws IOException when something cannot be read
     */
    public static Packed pack(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("not a folder: " + folder);
        }
        PackedFolder packing = new PackedFolder(folder);
        packing.collect(folder, "");
        return packing.write();
    }

    private void collect(Path directory, String prefix) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        }
        for (Path child : children) {
            String name = prefix + child.getFileName();
            boolean isFolder = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
            if (rules.ignores(name, isFolder)) {
                continue;
            }
            if (isFolder) {
                add(name + "/", child);
                collect(child, name + "/");
            } else if (Files.isSymbolicLink(child)) {
                add(name, target(child, name));
            } else if (Files.isRegularFile(child)) {
                add(name, child);
            } else {
                throw new IllegalArgumentException(
                        "neither file nor folder: " + child + " (name it in " + IgnoreRules.FILE + ")");
            }
        }
    }

    private Path target(Path link, String name) throws IOException {
        String hint = " (name it in " + IgnoreRules.FILE + ", or copy what it leads to)";
        if (!Files.exists(link)) {
            throw new IllegalArgumentException("the link " + name + " leads nowhere" + hint);
        }
        Path target = link.toRealPath();
        if (!target.startsWith(real) || !Files.isRegularFile(target)) {
            throw new IllegalArgumentException("the link " + name + " leads to no file within " + folder + hint);
        }
        return target;
    }

    private void add(String name, Path file) throws IOException {
        requireSafe(name);
        entries.put(name, file);
        if (entries.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException(folder + " has more than " + ENTRIES_MAX
                    + " files and folders (leave some out in " + IgnoreRules.FILE + ")");
        }
        size += name.endsWith("/") ? 0 : Files.size(file);
        if (size > BYTES_MAX) {
            throw new IllegalArgumentException(
                    folder + " has more than " + (BYTES_MAX >> 20) + " MiB (leave files out in " + IgnoreRules.FILE
                            + "; data belongs on a path that every node sees)");
        }
    }

    private Packed write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int files = 0;
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, Path> each : entries.entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                entry.setTimeLocal(NO_TIME);
                boolean isFile = !entry.isDirectory();
                if (isFile && Files.isExecutable(each.getValue()) && ownerExecutes(each.getValue())) {
                    entry.setComment(EXECUTABLE);
                }
                zip.putNextEntry(entry);
                if (isFile) {
                    Files.copy(each.getValue(), zip);
                    files++;
                }
                zip.closeEntry();
            }
        }
        byte[] blob = bytes.toByteArray();
        return new Packed(blob, HexFormat.of().formatHex(sha256().digest(blob)), files, size);
    }

    private static boolean ownerExecutes(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).contains(java.nio.file.attribute.PosixFilePermission.OWNER_EXECUTE);
    }

    /**
     * Compares a blob with its address.
     *
     * @throws IOException when they do not belong together
     */
    static void check(Path packed, String sha256) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(packed)) {
            byte[] buffer = new byte[64 << 10];
            int n;
            while ((n = in.read(buffer)) >= 0) {
                digest.update(buffer, 0, n);
            }
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(sha256)) {
            throw new IOException("the blob " + sha256 + " arrived damaged: its digest is " + found);
        }
    }

    /**
     * Unpacks a blob into a new folder, whose files nobody may write to. Trusts nothing in it.
     *
     * @throws IOException when it is no packed folder, or above the limits, or names a place outside
     */
    public static void unpack(Path packed, Path into) throws IOException {
        Files.createDirectory(into);
        long left = BYTES_MAX;
        int count = 0;
        try (ZipFile zip = new ZipFile(packed.toFile(), StandardCharsets.UTF_8)) {
            Enumeration<? extends ZipEntry> all = zip.entries();
            while (all.hasMoreElements()) {
                ZipEntry entry = all.nextElement();
                if (++count > ENTRIES_MAX) {
                    throw new IOException("more than " + ENTRIES_MAX + " entries in " + packed);
                }
                Path target = into.resolve(safe(entry.getName()));
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(into.relativize(target).getNameCount() > 1 ? target.getParent() : into);
                    left = copy(zip, entry, target, left);
                    boolean executable = EXECUTABLE.equals(entry.getComment());
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(executable ? "r-xr-xr-x" : "r--r--r--"));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("not a packed folder: " + e.getMessage(), e);
        }
    }

    private static long copy(ZipFile zip, ZipEntry entry, Path target, long most) throws IOException {
        long left = most;
        try (InputStream in = zip.getInputStream(entry);
                OutputStream out =
                        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] buffer = new byte[64 << 10];
            int n;
            while ((n = in.read(buffer)) >= 0) {
                left -= n;
                if (left < 0) {
                    throw new IOException("more than " + (BYTES_MAX >> 20) + " MiB in a packed folder");
                }
                out.write(buffer, 0, n);
            }
        }
        return left;
    }

    private static String safe(String name) {
        requireSafe(name);
        return name;
    }

    private static void requireSafe(String name) {
        String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
        if (name.length() > NAME_MAX || bare.isEmpty() || name.indexOf('\0') >= 0 || name.startsWith("/")) {
            throw new IllegalArgumentException("not a name within a folder: \"" + name + "\"");
        }
        for (String part : bare.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw new IllegalArgumentException("not a name within a folder: \"" + name + "\"");
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
