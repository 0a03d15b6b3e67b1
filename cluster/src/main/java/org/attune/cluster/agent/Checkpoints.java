package org.attune.cluster.agent;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.files.Folders;
import org.attune.runner.worker.AttemptId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes checkpoints that nobody wants any more. Links are deleted, never followed. Blocks. */
final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private Checkpoints() {}

    static void tidy(AgentSettings settings, ToAgent.Tidy order) {
        for (int trial : order.drop()) {
            each(settings, order.study(), trial, null);
        }
        for (int trial : order.thin()) {
            Path folder = folder(settings, order.study(), trial);
            try {
                each(settings, order.study(), trial, newest(folder));
            } catch (IOException e) {
                LOG.warn("checkpoints in {} cannot be tidied: {}", folder, e.toString());
            }
        }
    }

    private static Path folder(AgentSettings settings, String study, int trial) {
        return settings.trialDirectory(new AttemptId(study, trial, 1)).resolve("checkpoints");
    }

    /** Deletes the entries of a trial's folder but one; the folder stays. */
    private static void each(AgentSettings settings, String study, int trial, @Nullable Path kept) {
        Path folder = folder(settings, study, trial);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!entry.equals(kept)) {
                    Folders.delete(entry);
                }
            }
        } catch (IOException e) {
            LOG.warn("checkpoints in {} cannot be deleted: {}", folder, e.toString());
        }
    }

    private static @Nullable Path newest(Path folder) throws IOException {
        @Nullable Path newest = null;
        FileTime at = FileTime.fromMillis(Long.MIN_VALUE / 2);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                FileTime changed = Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS);
                if (changed.compareTo(at) > 0) {
                    newest = entry;
                    at = changed;
                }
            }
        }
        return newest;
    }
}
