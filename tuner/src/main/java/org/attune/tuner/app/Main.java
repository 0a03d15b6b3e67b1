package org.attune.tuner.app;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.attune.tuner.cli.AttuneCli;
import org.attune.tuner.cli.Terminal;

/** The entry of the program. It touches no class of a service before the command is known. */
public final class Main {

    private static final int BUFFER = 1 << 13;

    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        boolean console = System.console() != null;
        Terminal terminal = new Terminal(
                System.in,
                stream(FileDescriptor.out),
                stream(FileDescriptor.err),
                System.getenv(),
                flag("attune.out.tty", console),
                flag("attune.err.tty", console),
                Integer.getInteger("attune.columns", 0));
        int code = new AttuneCli(terminal, new Services()).run(args);
        System.exit(code);
    }

    private static boolean flag(String property, boolean otherwise) {
        String value = System.getProperty(property);
        return value == null ? otherwise : value.equals("1");
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), BUFFER), true, StandardCharsets.UTF_8);
    }
}
