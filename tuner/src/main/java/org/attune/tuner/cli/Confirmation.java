package org.attune.tuner.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Asks before something cannot be undone; where nobody can answer, {@code --yes} must have been given. */
final class Confirmation {

    private Confirmation() {}

    /** Returns when it may be done: the person typed the word, or {@code y} where there is none. */
    static void ask(Terminal terminal, boolean yes, String question, String word) {
        if (yes) {
            return;
        }
        if (!terminal.errIsTty()) {
            throw new CliFailure(ExitCode.USAGE, question + ": this needs --yes where nobody can be asked");
        }
        terminal.err().print(question + (word.isEmpty() ? "? [y/N] " : "? Type " + word + " to go on: "));
        terminal.err().flush();
        String answer;
        try {
            answer = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "the answer cannot be read: " + e.getMessage());
        }
        String typed = answer == null ? "" : answer.strip();
        boolean agreed =
                word.isEmpty() ? typed.equalsIgnoreCase("y") || typed.equalsIgnoreCase("yes") : typed.equals(word);
        if (!agreed) {
            throw new CliFailure(ExitCode.INTERRUPTED, "nothing was done");
        }
    }
}
