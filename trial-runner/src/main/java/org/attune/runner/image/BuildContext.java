package org.attune.runner.image;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/**
 * A folder packed for a build: a tar archive with its entries in the order of their names and without owners and times,
 * so that the same files give the same bytes and the same content address. Links that lead out of the folder are refused.
 */
public final class BuildContext {

    /** Most bytes of the archive. */
    public static final long BYTES_MAX = 64L << 20;

    /** Most files and folders. */
    public static final int ENTRIES_MAX = 20_000;

    private static final int DEPTH_MAX = 100;

    /**
     * A packed context.
     *
     * @param bytes the archive
     * @param sha256 its content address
     * @param entries how many files and folders are in it
     */
    public record Packed(byte[] bytes, String sha256, int entries) {}

    private final Path folder;
    private final DockerIgnore ignore;
    private final String dockerfile;
    private final TreeMap<String, Path> entries = new TreeMap<>();

    private BuildContext(Path folder, String dockerfile) throws IOException {
        this.folder = folder;
        this.dockerfile = dockerfile;
        this.ignore = DockerIgnore.in(folder, dockerfile);
    }

    /**
     * Packs a folder, leaving out what its {@code .dockerignore} says; the Dockerfile is always in it.
     *
     * @param dockerfile relative to the folder
     * @throws IllegalArgumentException when it cannot be built from; the message says what to do
     * @throws IOException when something cannot be read
     */
    public static Packed pack(Path folder, String dockerfile) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("not a folder: " + folder);
        }
        Path file = folder.resolve(dockerfile).normalize();
        if (!file.startsWith(folder.normalize()) || Path.of(dockerfile).isAbsolute()) {
            throw new IllegalArgumentException("the Dockerfile " + dockerfile + " is not in the context " + folder);
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException("there is no file " + dockerfile + " in " + folder);
        }
        Dockerfile.read(file).check(dockerfile);
        BuildContext packing =
                new BuildContext(folder, folder.normalize().relativize(file).toString());
        packing.collect(folder, "", 0);
        return packing.write();
    }

    /**
     * The text of one file of a packed context; empty when it is not in it. Reads what anybody may have sent.
     *
     * @param name with slashes, at most 100 bytes
     * @throws IOException when the archive is not one, or the file is larger than 1 MiB
     */
    public static String textOf(Path archive, String name) throws IOException {
        try (InputStream in = new java.io.BufferedInputStream(Files.newInputStream(archive))) {
            byte[] header = in.readNBytes(512);
            while (header.length == 512 && header[0] != 0) {
                long size = octal(header, 124, 12);
                String found = string(header, 0, 100).replaceFirst("^\\./", "");
                if (found.equals(name) && (header[156] == '0' || header[156] == 0)) {
                    if (size > 1 << 20) {
                        throw new IOException(name + " is larger than 1 MiB");
                    }
                    return new String(in.readNBytes((int) size), StandardCharsets.UTF_8);
                }
                in.skipNBytes((size + 511) / 512 * 512);
                header = in.readNBytes(512);
            }
            return "";
        } catch (EOFException e) {
            throw new IOException("the build context is no whole tar archive", e);
        }
    }

    private static String string(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int from, int length) throws IOException {
        String digits = string(header, from, length).strip();
        if (!digits.matches("[0-7]{1,11}")) {
            throw new IOException("the build context is no tar archive");
        }
        return Long.parseLong(digits, 8);
    }

    private void collect(Path directory, String prefix, int depth) throws IOException {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException("folders in " + folder + " are more than " + DEPTH_MAX + " deep");
        }
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        }
        for (Path child : children) {
            String name = prefix + child.getFileName();
            boolean isFolder = Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS);
            boolean out = ignore.ignores(name) && !name.equals(dockerfile);
            if (!out) {
                add(name, child);
            }
            boolean holdsDockerfile = dockerfile.startsWith(name + "/");
            if (isFolder && (!out || ignore.mayTakeBackIn(name) || holdsDockerfile)) {
                collect(child, name + "/", depth + 1);
            }
        }
    }

    private void add(String name, Path file) {
        entries.put(name, file);
        if (entries.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException("more than " + ENTRIES_MAX + " files in " + folder + " (name what is not"
                    + " needed in " + DockerIgnore.FILE + ")");
        }
    }

    private Packed write() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(bytes);
        for (var entry : entries.entrySet()) {
            write(tar, entry.getKey(), entry.getValue(), bytes);
            limit(bytes.size());
        }
        tar.end();
        byte[] all = bytes.toByteArray();
        return new Packed(all, sha256(all), entries.size());
    }

    private void write(TarWriter tar, String name, Path file, ByteArrayOutputStream bytes) throws IOException {
        if (Files.isSymbolicLink(file)) {
            tar.link(name, target(name, file));
        } else if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
            tar.folder(name);
        } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            long size = Files.size(file);
            limit(bytes.size() + size);
            tar.file(name, size, Files.isExecutable(file));
            copy(tar, file, size);
            tar.pad(size);
        } else {
            throw new IllegalArgumentException(
                    "neither file nor folder: " + file + " (name it in " + DockerIgnore.FILE + ")");
        }
    }

    private static void copy(TarWriter tar, Path file, long size) throws IOException {
        byte[] chunk = new byte[64 << 10];
        long left = size;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            while (left > 0) {
                int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (n < 0) {
                    throw new IOException(file + " became shorter while it was packed");
                }
                tar.bytes(chunk, n);
                left -= n;
            }
        }
    }

    /** Where a link leads, when that is within the folder. */
    private String target(String name, Path link) throws IOException {
        Path target = Files.readSymbolicLink(link);
        Path parent = Path.of(name).getParent();
        Path from = parent == null ? Path.of("") : parent;
        Path within = from.resolve(target).normalize();
        if (target.isAbsolute() || within.startsWith("..")) {
            throw new IllegalArgumentException("the link " + name + " leads out of " + folder + ", to " + target
                    + " (name it in " + DockerIgnore.FILE + ", or copy what it leads to)");
        }
        return target.toString();
    }

    private void limit(long size) {
        if (size > BYTES_MAX) {
            throw new IllegalArgumentException("the build context " + folder + " has more than " + (BYTES_MAX >> 20)
                    + " MiB (name what is not needed in " + DockerIgnore.FILE + ", or mount data as a volume)");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
