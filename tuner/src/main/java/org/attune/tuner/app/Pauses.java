package org.attune.tuner.app;

import java.util.concurrent.TimeUnit;

/** A short pause between two looks at something that cannot call back. */
final class Pauses {

    private static final long MILLIS = 25;

    private Pauses() {}

    /** Returns false when the thread is to end. */
    static boolean briefly() {
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
