package org.attune.tuner.cli;

import java.util.concurrent.TimeUnit;

/** Waits between two looks. */
final class Pause {

    private Pause() {}

    /** Waits so long; an interrupt ends the command. */
    static void millis(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Printed(ExitCode.INTERRUPTED);
        }
    }
}
