package org.attune.tuner.cli;

/** A command cannot do what it was asked for; its message is what the person reads, and it ends with this exit code. */
public final class CliFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int exitCode;
    private final String problem;

    /**
     * A failure that was found here.
     *
     * @param exitCode one of {@link ExitCode}
     * @param message what happened, where, and what to do next; perhaps several lines
     */
    public CliFailure(int exitCode, String message) {
        this(exitCode, message, "");
    }

    /**
     * A failure that a server reported.
     *
     * @param problem the API's code of it, such as {@code WRONG_STATE}; empty for none
     */
    CliFailure(int exitCode, String message, String problem) {
        super(message, null, false, false);
        this.exitCode = exitCode;
        this.problem = problem;
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

    /** The API's code; empty when it was no server that failed. */
    String problem() {
        return problem;
    }

    /** The same failure with more to read. */
    CliFailure with(String more) {
        return new CliFailure(exitCode, text() + more, problem);
    }
}
