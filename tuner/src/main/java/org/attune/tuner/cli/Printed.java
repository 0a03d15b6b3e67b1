package org.attune.tuner.cli;

/** Ends a command whose messages were printed already. */
final class Printed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    Printed(int exitCode) {
        super("", null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
