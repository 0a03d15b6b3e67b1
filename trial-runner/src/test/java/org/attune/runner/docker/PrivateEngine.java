package org.attune.runner.docker;

import static org.attune.runner.runtime.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Docker engine of a test's own, which it can kill without anybody noticing: with its own data, socket and network
 * namespace (an engine without a bridge in the machine's namespace would delete the bridge of the other). Root only.
 */
final class PrivateEngine implements AutoCloseable {

    private final Path root;
    private boolean liveRestore;
    private Map<String, String> environment = Map.of();
    private Process process;
    private Process containers;

    /** One in an empty folder, with a short path. */
    PrivateEngine(Path root) {
        this.root = root;
    }

    String host() {
        return "unix://" + root.resolve("docker.sock");
    }

    /** Ends it and starts it with another setting. */
    void restart(boolean withLiveRestore, Map<String, String> variables) throws IOException, InterruptedException {
        end(false);
        start(withLiveRestore, variables);
    }

    /**
     * Starts it, and waits until it answers. Its containerd is not its child, as on real machines.
     *
     * @param variables what its environment has besides
     */
    void start(boolean withLiveRestore, Map<String, String> variables) throws IOException {
        liveRestore = withLiveRestore;
        environment = variables;
        again();
    }

    /** Starts it as it was started before. */
    void again() throws IOException {
        if (containers == null) {
            String config = Files.writeString(
                            root.resolve("containerd.toml"), "disabled_plugins = [\"io.containerd.grpc.v1.cri\"]\n")
                    .toString();
            containers = launch(
                    List.of("unshare", "-n", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh"),
                    List.of("containerd", "--config", config, "--root", "" + root.resolve("cd")),
                    List.of("--state", "" + root.resolve("cs"), "--address", "" + root.resolve("c.sock")));
            eventually("its containerd listens", () -> Files.exists(root.resolve("c.sock")));
        }
        Files.deleteIfExists(root.resolve("pid"));
        process = launch(
                List.of("nsenter", "-t", Long.toString(containers.pid()), "-n", "dockerd", "-H", host()),
                List.of("--containerd", "" + root.resolve("c.sock"), "--data-root", "" + root.resolve("data")),
                List.of("--exec-root", "" + root.resolve("exec"), "--pidfile", "" + root.resolve("pid")),
                List.of("--bridge=none", "--iptables=false", "--ip-forward=false", "--log-level", "warn"),
                liveRestore ? List.of("--live-restore") : List.of());
        eventually("the private engine answers", () -> {
            try (Engine engine = Engine.at(host())) {
                return engine.get("/version").has("Version");
            } catch (EngineException e) {
                return false;
            }
        });
    }

    @SafeVarargs
    private Process launch(List<String>... words) throws IOException {
        List<String> all = new ArrayList<>();
        List.of(words).forEach(all::addAll);
        ProcessBuilder builder = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(root.resolve("log").toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Brings an image over from another engine. */
    void load(String from, String image) throws IOException, InterruptedException {
        run("docker -H " + from + " save " + image + " | docker -H " + host() + " load");
    }

    /** Ends it: with TERM as a service manager would, or KILL as a crash would. */
    void end(boolean kill) throws InterruptedException {
        if (kill) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the private engine does not end");
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (process.isAlive()) {
            run("docker -H " + host() + " ps -aq | xargs -r docker -H " + host() + " rm -f");
            end(false);
        }
        if (containers != null) {
            containers.destroy();
            containers.waitFor(20, TimeUnit.SECONDS);
        }
        run("umount " + root.resolve("exec/netns/default") + " 2>/dev/null; umount " + root.resolve("data")
                + " 2>/dev/null; rm -rf " + root + "; true");
    }

    private static void run(String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(line + ": " + process);
        }
    }
}
