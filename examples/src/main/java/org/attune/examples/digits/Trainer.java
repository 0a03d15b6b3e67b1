package org.attune.examples.digits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The program: one worker of a training of handwritten digits. Which worker it is and where its folders are, it reads
 * from the environment ({@code RANK}, {@code WORLD_SIZE}, {@code MASTER_ADDR}, {@code MASTER_PORT},
 * {@code ATTUNE_CHECKPOINT_DIR}, {@code ATTUNE_ARTIFACT_DIR}); started by hand it is one worker alone.
 */
public final class Trainer {
    private Trainer() {}

    /**
     * Trains. Ends with 0, with 2 after a mistake in flags, environment or files, and with 1 when the gang broke or the
     * disk failed; after a failure there is one line on stderr.
     *
     * @param arguments flags of the form {@code --name=value}
     */
    public static void main(String[] arguments) {
        int status = run(arguments, System.getenv());
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int run(String[] arguments, Map<String, String> environment) {
        try {
            Settings settings = Settings.parse(arguments);
            Gang gang = Gang.from(environment);
            Digits digits = Digits.read(besideJar(settings.data()));
            try (RingAllreduce ring = Rendezvous.join(gang, settings.identity(), settings.timeout())) {
                new Training(settings, gang, ring, digits)
                        .run(
                                folder(environment, "ATTUNE_CHECKPOINT_DIR"),
                                folder(environment, "ATTUNE_ARTIFACT_DIR"),
                                System.out);
            }
            return 0;
        } catch (UsageException mistake) {
            System.err.println("digits-trainer: " + mistake.getMessage());
            return 2;
        } catch (IOException failure) {
            System.err.println("digits-trainer: " + failure.getMessage());
            return 1;
        }
    }

    /** The data file where it is named, or else where the jar lies. */
    private static Path besideJar(Path data) {
        Path folder = Path.of(System.getProperty("java.class.path", "")).getParent();
        return folder == null || data.isAbsolute() || Files.exists(data) ? data : folder.resolve(data);
    }

    private static @Nullable Path folder(Map<String, String> environment, String name) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? null : Path.of(value);
    }
}
