package org.attune.tuner.cli;

/** The exit codes of every command, as {@code attune help exit-codes} lists them. */
public final class ExitCode {

    public static final int OK = 0;
    public static final int UNEXPECTED = 1;
    public static final int USAGE = 2;
    public static final int INVALID = 3;
    public static final int FORBIDDEN = 4;
    public static final int NOT_FOUND = 5;
    public static final int CONFLICT = 6;
    public static final int STUDY_FAILED = 7;
    public static final int TIMED_OUT = 8;
    public static final int UNREACHABLE = 9;
    public static final int SHOULD_STOP = 10;
    public static final int INTERRUPTED = 130;
    public static final int BROKEN_PIPE = 141;
    public static final int TERMINATED = 143;

    private ExitCode() {}

    /** The exit code for an HTTP status of the API that is not a success. */
    static int ofStatus(int status) {
        return switch (status) {
            case 400, 413, 415, 416, 422 -> INVALID;
            case 401, 403 -> FORBIDDEN;
            case 404, 405, 410 -> NOT_FOUND;
            case 409, 412 -> CONFLICT;
            default -> UNEXPECTED;
        };
    }
}
