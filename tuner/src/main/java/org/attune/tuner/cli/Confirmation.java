package org.attune.tuner.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Asks before something cannot be undone; where nobody can answer, {@code --yes} must have been given. */
final class Confirmation {

    private Confirmation() {}

    static void ask(Terminal terminal, boolean yes, String question) {
        if (yes) {
            return;
        }
        if (!terminal.errIsTty()) {
            throw new CliFailure(ExitCode.USAGE, question + " needs --yes where nobody can be asked");
        }
        terminal.err().print(question + "? [y/N] ");
        terminal.err().flush();
        try {
            String answer =
                    new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
            if (answer != null && (answer.strip().equalsIgnoreCase("y") || answer.strip().equalsIgnoreCase("yes"))) {
                return;
            }
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "the answer cannot be read: " + e.getMessage());
        }
        throw new CliFailure(ExitCode.INTERRUPTED, "nothing was done");
    }
}
