package org.attune.tuner.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.attune.tuner.config.DataDirectoryBusy;
import org.attune.tuner.store.StoreBackup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code attune server restore FILE}: a backup becomes the store of a data directory that has none. */
@Command
final class ServerRestoreCommand extends AttuneCommand {

    @Parameters(paramLabel = "FILE")
    Path file = Path.of("");

    @Override
    int run() {
        if (!Files.isRegularFile(file)) {
            throw new CliFailure(ExitCode.NOT_FOUND, "there is no file " + file);
        }
        StoreBackup.Restored restored;
        try {
            restored = StoreBackup.restore(file, dataDirectory(), InstantSource.system());
        } catch (IllegalStateException | DataDirectoryBusy e) {
            throw new CliFailure(ExitCode.CONFLICT, String.valueOf(e.getMessage()));
        } catch (IOException | UncheckedIOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "the backup cannot be restored: " + e.getMessage());
        }
        say(terminal().errStyle().tick() + " " + count(restored.studies(), "study", "studies") + " with "
                + count(restored.trials(), "trial", "trials") + " in "
                + dataDirectory().root());
        say(
                "  Logs, checkpoints and artifacts are not in a backup: copy logs/ and studies/ of the old directory, if there is one.");
        next("attune server start");
        return ExitCode.OK;
    }

    private static String count(long n, String one, String many) {
        return n + " " + (n == 1 ? one : many);
    }
}
