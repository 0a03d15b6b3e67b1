package org.attune.runner.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.SpecBuilder;

/** An agent in a JVM of its own, which tests can kill: it starts one worker and guards it. */
final class AgentProcess {

    private AgentProcess() {}

    /**
     * Starts it.
     *
     * @param root the folder; {@code agent-ready} appears in it when the worker runs
     * @param line the worker's line of shell
     * @param leaseSeconds the worker's deadline; 0 for no guard
     */
    static Process start(Path root, String line, int leaseSeconds) throws IOException {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AgentProcess.class.getName(),
                        root.toString(),
                        line,
                        Integer.toString(leaseSeconds))
                .redirectErrorStream(true)
                .redirectOutput(root.resolve("agent.log").toFile())
                .start();
    }

    static void signal(Process process, String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        int lease = Integer.parseInt(args[2]);
        ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false));
        RunningWorker worker = runtime.start(SpecBuilder.shell(root, args[1]).build());
        ProcessIdentity process = worker.process().orElseThrow();
        if (lease > 0) {
            Guard guard = Guard.start(root.resolve("guard"), "0.1");
            guard.setDeadline(worker.id(), process, guard.uptimeSeconds() + lease);
        }
        Path fresh = Files.writeString(root.resolve("agent-ready.new"), process.pid() + " " + process.startTicks());
        Files.move(fresh, root.resolve("agent-ready"), StandardCopyOption.ATOMIC_MOVE);
        new CountDownLatch(1).await();
    }
}
