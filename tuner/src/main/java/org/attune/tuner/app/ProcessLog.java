package org.attune.tuner.app;

import java.nio.file.Path;

/** Where this process logs. To be set before the first logger is made. */
final class ProcessLog {

    private ProcessLog() {}

    /** Everything goes to this file, rotated at 10 MB with three old ones kept. */
    static void into(Path file) {
        System.setProperty("attune.log", file.toString());
    }
}
