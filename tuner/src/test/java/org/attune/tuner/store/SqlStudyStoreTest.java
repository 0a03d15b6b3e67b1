package org.attune.tuner.store;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on H2. */
class SqlStudyStoreTest extends StudyStoreContract {

    static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(Samples.T0));

    @TempDir
    Path folder;

    @Override
    StudyStore open() {
        return SqlStudyStore.open(folder, CLOCK);
    }
}
