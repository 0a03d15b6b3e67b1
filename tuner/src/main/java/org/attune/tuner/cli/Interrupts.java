package org.attune.tuner.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import sun.misc.Signal;

/** Ctrl-C and SIGTERM: the first one is asked politely, the second one ends the process at once. */
final class Interrupts {

    private static final AtomicBoolean ENDING = new AtomicBoolean();

    private Interrupts() {}

    /**
     * From now on, the first SIGINT or SIGTERM runs the action on a thread of its own and then ends the process with
     * the action's exit code; a second one ends it at once.
     */
    static void first(Action action) {
        for (String name : new String[] {"INT", "TERM"}) {
            int code = name.equals("INT") ? ExitCode.INTERRUPTED : ExitCode.TERMINATED;
            Signal.handle(new Signal(name), signal -> {
                if (!ENDING.compareAndSet(false, true)) {
                    Runtime.getRuntime().halt(code);
                }
                new Thread(() -> end(action, code), "attune-ending").start();
            });
        }
    }

    private static void end(Action action, int code) {
        int exit = code;
        try {
            exit = action.ending(code);
        } finally {
            Runtime.getRuntime().halt(exit);
        }
    }

    /** Returns at once unless an action is ending the process; then it never does, so that only the action speaks. */
    static void giveWay() {
        if (ENDING.get()) {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What to do before the process ends. */
    interface Action {
        /**
         * Does it.
         *
         * @param code 130 for SIGINT, 143 for SIGTERM
         * @return the exit code to end with
         */
        int ending(int code);
    }
}
