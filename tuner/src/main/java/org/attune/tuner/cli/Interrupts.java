package org.attune.tuner.cli;

import sun.misc.Signal;

/** Ctrl-C and SIGTERM: the first one is asked politely, the second one ends the process at once. */
final class Interrupts {

    private Interrupts() {}

    /**
     * From now on, the first SIGINT or SIGTERM runs the action on a thread of its own and then ends the process with the
     * action's exit code; a second one ends it at once.
     */
    static void first(Action action) {
        boolean[] seen = new boolean[1];
        for (String name : new String[] {"INT", "TERM"}) {
            int code = name.equals("INT") ? ExitCode.INTERRUPTED : ExitCode.TERMINATED;
            Signal.handle(new Signal(name), signal -> {
                synchronized (seen) {
                    if (seen[0]) {
                        Runtime.getRuntime().halt(code);
                    }
                    seen[0] = true;
                }
                Thread worker = new Thread(
                        () -> {
                            int exit = code;
                            try {
                                exit = action.ending(code);
                            } finally {
                                Runtime.getRuntime().halt(exit);
                            }
                        },
                        "attune-ending");
                worker.start();
            });
        }
    }

    /** What to do before the process ends. */
    interface Action {
        /**
         * @param code 130 for SIGINT, 143 for SIGTERM
         * @return the exit code to end with
         */
        int ending(int code);
    }
}
