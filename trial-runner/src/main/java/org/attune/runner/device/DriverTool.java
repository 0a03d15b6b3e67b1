package org.attune.runner.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the driver's own tool, which hangs when a device has fallen off its bus. */
final class DriverTool {

    private static final int MAX_ANSWER = 1 << 20;

    /**
     * What it said.
     *
     * @param text its output, errors among it
     * @param problem why that is no answer; empty when it is one
     * @param absent whether there is no such tool, hence no driver
     */
    record Answer(String text, String problem, boolean absent) {}

    private DriverTool() {}

    static Answer ask(List<String> command, Duration limit) {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Answer("", command.get(0) + " is not here", true);
        }
        try {
            process.getOutputStream().close();
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            Thread reader = new Thread(() -> read(process, answer), "attune-device-probe");
            reader.setDaemon(true);
            reader.start();
            String text = new String(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS), StandardCharsets.UTF_8);
            int code = process.waitFor(1, TimeUnit.SECONDS) ? process.exitValue() : -1;
            return code == 0 ? new Answer(text, "", false) : failed(command.get(0) + ": " + firstLine(text));
        } catch (TimeoutException e) {
            return failed(command.get(0) + " did not answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        } catch (IOException | ExecutionException e) {
            return failed(String.valueOf(e.getMessage()));
        } finally {
            process.destroyForcibly();
        }
    }

    private static Answer failed(String why) {
        return new Answer("", why, false);
    }

    private static void read(Process process, CompletableFuture<byte[]> answer) {
        try {
            answer.complete(process.getInputStream().readNBytes(MAX_ANSWER));
        } catch (IOException e) {
            answer.completeExceptionally(e);
        }
    }

    private static String firstLine(String text) {
        String line = text.strip().lines().findFirst().orElse("no answer");
        return line.length() > 300 ? line.substring(0, 300) : line;
    }
}
