package org.attune.runner.runtime;

import java.nio.file.FileSystemException;

/** Problems in words for people. */
public final class Words {

    private Words() {}

    /** An I/O problem in words; many of Java's say only a path. */
    public static String of(Exception e) {
        if (e instanceof FileSystemException file && file.getReason() == null) {
            return file.getClass().getSimpleName().replace("Exception", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                    + ": " + file.getFile();
        }
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
