package org.attune.tuner.cli;

/** A command cannot do what it was asked for; its message is what the person reads, and it ends with this exit code. */
public final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;

    /**
     * @param exitCode one of {@link ExitCode}
     * @param message what happened, where, and what to do next; perhaps several lines
     */
    public CliFailure(int exitCode, String message) {
        super(message, null, false, false);
        this.exitCode = exitCode;
    }

    /** One of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }

    /** What the person reads. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
