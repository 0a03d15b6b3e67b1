package org.attune.tuner.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The folder of one trial's artifacts. Trials write into it, so that nothing in it is trusted: a name never leads out of
 * the folder, not by {@code ..} and not by a link.
 *
 * @param root the folder; it need not be there
 */
record ArtifactFiles(Path root) {

    /** Most files that are listed. */
    static final int LISTED_MAX = 10_000;

    /** The largest file that is taken. */
    static final long MAX_BYTES = 1L << 30;

    private static final int DEPTH_MAX = 32;
    private static final int PART_MAX = 255;

    /** What the path of an artifact may look like; what is told apart further is in {@link #parts}. */
    static final Pattern PATH = Pattern.compile("[^\\p{Cntrl}\\\\]{1,1024}");

    /** One file, by its path below the folder with {@code /} between the parts. */
    record Artifact(String path, long bytes, long modifiedMillis) {}

    /** All files by path, at most {@link #LISTED_MAX}; links are left out. */
    List<Artifact> list() throws IOException {
        List<Artifact> files = new ArrayList<>();
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            return files;
        }
        Files.walkFileTree(root, java.util.Set.of(), DEPTH_MAX, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    files.add(new Artifact(
                            root.relativize(file).toString(),
                            attributes.size(),
                            attributes.lastModifiedTime().toMillis()));
                }
                return files.size() < LISTED_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE; // it went away meanwhile, or may not be read
            }
        });
        files.sort(Comparator.comparing(Artifact::path));
        return files;
    }

    /** The file of this path, with all links followed; empty when there is none inside the folder. */
    Optional<Path> find(String path) throws IOException {
        Optional<Path> asked = inside(path);
        if (asked.isEmpty() || !Files.isRegularFile(asked.get())) {
            return Optional.empty();
        }
        Path real = asked.get().toRealPath();
        return real.startsWith(root.toRealPath()) ? Optional.of(real) : Optional.empty();
    }

    /**
     * Stores a file as a whole: a reader sees what was there before, or all of it.
     *
     * @return whether there was none of this path
     * @throws RequestProblem when the path leads elsewhere, or the file is too large
     */
    boolean put(String path, InputStream bytes) throws IOException {
        Path target = inside(path).orElseThrow(() -> noPath(path));
        Path folder = target.getParent();
        if (folder == null) {
            throw noPath(path);
        }
        Files.createDirectories(root);
        folders(folder, path);
        if (Files.isDirectory(target)) {
            throw new RequestProblem(ProblemCode.BAD_REQUEST, "artifact " + path + " is a folder");
        }
        Path arriving = Files.createTempFile(folder, ".arriving-", null);
        try {
            try (OutputStream out = Files.newOutputStream(arriving)) {
                copy(bytes, out);
            }
            boolean fresh = !Files.exists(target, LinkOption.NOFOLLOW_LINKS);
            Files.move(arriving, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return fresh;
        } finally {
            Files.deleteIfExists(arriving);
        }
    }

    /** Makes the folders down to this one, none of them by way of a link. */
    private void folders(Path folder, String path) throws IOException {
        Path at = root;
        for (Path part : root.relativize(folder)) {
            if (part.toString().isEmpty()) {
                continue;
            }
            at = at.resolve(part);
            try {
                Files.createDirectory(at);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
                    throw noPath(path);
                }
            }
        }
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        long size = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            size += read;
            if (size > MAX_BYTES) {
                throw Call.tooLarge(MAX_BYTES);
            }
            out.write(chunk, 0, read);
        }
    }

    private Optional<Path> inside(String path) {
        Path at = root;
        for (String part : path.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..") || part.length() > PART_MAX) {
                return Optional.empty();
            }
            at = at.resolve(part);
        }
        return PATH.matcher(path).matches() && at.getNameCount() - root.getNameCount() <= DEPTH_MAX
                ? Optional.of(at)
                : Optional.empty();
    }

    private static RequestProblem noPath(String path) {
        String shown = path.length() > 128 ? path.substring(0, 128) + "…" : path;
        return new RequestProblem(
                ProblemCode.BAD_REQUEST,
                shown + " is no path of an artifact (expected: names with / between them, no . or .., no links)");
    }

    /** What browsers may show of it; everything that could run in one is only bytes to them. */
    static String contentType(String path) {
        String name = path.toLowerCase(Locale.ROOT);
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "gif" -> "image/gif";
            case "webp" -> "image/webp";
            case "txt", "log", "csv", "tsv", "md", "json", "yaml", "yml" -> "text/plain; charset=utf-8";
            default -> "application/octet-stream";
        };
    }
}
