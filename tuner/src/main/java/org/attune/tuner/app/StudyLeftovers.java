package org.attune.tuner.app;

import java.io.IOException;
import org.attune.runner.files.Folders;
import org.attune.tuner.config.DataDirectory;

/** Removes what a deleted study leaves behind: logs, checkpoints, artifacts. Never follows a link. */
final class StudyLeftovers {

    private final DataDirectory directory;

    StudyLeftovers(DataDirectory directory) {
        this.directory = directory;
    }

    void remove(String uid) throws IOException {
        Folders.delete(directory.logs(uid));
        Folders.delete(directory.study(uid));
    }
}
