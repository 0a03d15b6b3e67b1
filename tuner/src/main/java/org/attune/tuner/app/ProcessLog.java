package org.attune.tuner.app;

import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/** Where this process logs. To be set before the first logger is made. */
final class ProcessLog {

    private ProcessLog() {}

    /** Everything goes to this file, rotated at 10 MB with three old ones kept. */
    static void into(Path file) {
        System.setProperty("attune.log", file.toString());
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        // made now, by one thread, since calls of others during its making would be reported to the terminal
        LoggerFactory.getLogger("org.attune")
                .info("process {} begins", ProcessHandle.current().pid());
    }
}
