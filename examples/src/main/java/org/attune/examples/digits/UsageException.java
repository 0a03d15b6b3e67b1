package org.attune.examples.digits;

/** A flag, an environment variable or a file that the trainer cannot work with; the message is one line for people. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
