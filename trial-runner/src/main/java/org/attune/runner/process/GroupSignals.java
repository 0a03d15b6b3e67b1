package org.attune.runner.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sends signals to process groups. Java cannot, and a {@code kill} process for each signal costs milliseconds; so one
 * shell stays open and uses its builtin. It ends with this JVM, because its input does.
 */
final class GroupSignals implements AutoCloseable {

    private static final String LOOP =
            "trap '' TERM INT HUP QUIT; while read -r s g; do kill -s \"$s\" -- \"-$g\" 2>/dev/null; echo $?; done";

    private @Nullable Process shell;
    private @Nullable OutputStream in;
    private @Nullable BufferedReader out;
    private boolean closed;

    /**
     * Sends a signal to every member of a group.
     *
     * @param signal the name without SIG, or 0 to ask only
     * @param group the number of the group, above 1
     * @return whether the group has a member (which may be a zombie)
     */
    synchronized boolean send(String signal, long group) {
        if (group <= 1) {
            throw new IllegalArgumentException("refusing to signal process group " + group);
        }
        for (int attempt = 0; attempt < 2 && !closed; attempt++) {
            try {
                OutputStream to = in;
                BufferedReader from = out;
                if (to == null || from == null) {
                    open();
                    to = in;
                    from = out;
                }
                if (to != null && from != null) {
                    to.write((signal + " " + group + "\n").getBytes(StandardCharsets.US_ASCII));
                    to.flush();
                    String answer = from.readLine();
                    if (answer != null) {
                        return answer.equals("0");
                    }
                }
            } catch (IOException e) {
                // The shell was killed; a new one takes the second attempt.
            }
            shut();
        }
        return false;
    }

    @Override
    public synchronized void close() {
        closed = true;
        shut();
    }

    private void open() throws IOException {
        Process started = new ProcessBuilder("/bin/sh", "-c", LOOP)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        shell = started;
        in = started.getOutputStream();
        out = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.US_ASCII));
    }

    private void shut() {
        Process old = shell;
        if (old != null) {
            old.destroyForcibly();
        }
        shell = null;
        in = null;
        out = null;
    }
}
