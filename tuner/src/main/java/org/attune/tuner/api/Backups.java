package org.attune.tuner.api;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** Makes a copy of what the server knows, while it works on. */
@FunctionalInterface
public interface Backups {

    /**
     * Writes a backup; may take minutes.
     *
     * @param wanted asked now and then; false ends it
     * @throws IOException when it failed or was ended; then nothing of it is left
     */
    void write(Path into, BooleanSupplier wanted) throws IOException;
}
