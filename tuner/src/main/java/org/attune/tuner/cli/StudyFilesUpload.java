package org.attune.tuner.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.attune.cluster.agent.PackedFolder;

/** Brings a study's folder to the server, once for each content. */
final class StudyFilesUpload {

    private static final int LARGEST_SHOWN = 5;
    private static final int FILES_LOOKED_AT = 100_000;

    private StudyFilesUpload() {}

    /**
     * Packs the folder, without what its {@code .attuneignore} names, and sends it unless the server has it already.
     *
     * @return the digest that the study is created with
     */
    static String upload(RestClient client, Path folder) {
        PackedFolder.Packed packed;
        try {
            packed = PackedFolder.pack(folder);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.INVALID, "trial.files: " + e.getMessage() + largest(folder));
        } catch (IOException e) {
            throw new CliFailure(ExitCode.INVALID, "trial.files: " + folder + " cannot be read: " + e.getMessage());
        }
        String blob = "blobs/" + packed.sha256();
        if (!client.exists(blob)) {
            client.put(blob, packed.bytes());
        }
        return packed.sha256();
    }

    private record Sized(Path file, long bytes) {}

    /** The largest files, as a help for what to leave out; empty where the folder cannot be walked. */
    private static String largest(Path folder) {
        PriorityQueue<Sized> largest = new PriorityQueue<>(Comparator.comparingLong(Sized::bytes));
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                private int seen;

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    largest.add(new Sized(file, attributes.size()));
                    if (largest.size() > LARGEST_SHOWN) {
                        largest.poll();
                    }
                    return ++seen < FILES_LOOKED_AT ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        largest.stream()
                .sorted(Comparator.comparingLong(Sized::bytes).reversed())
                .forEach(each -> text.append("\n    ")
                        .append(Numbers.of(Math.rint(each.bytes() / 1048576.0 * 10) / 10))
                        .append(" MiB  ")
                        .append(folder.relativize(each.file())));
        return text.length() == 0 ? "" : "\n  the largest files:" + text;
    }
}
