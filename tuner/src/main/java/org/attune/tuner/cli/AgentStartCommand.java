package org.attune.tuner.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune agent start --server URL}: offers this machine, in the foreground until SIGTERM, or behind. */
@Command
final class AgentStartCommand extends AttuneCommand {

    @Option(names = "--name", paramLabel = "NAME", description = "Name of the node (default: the host's).")
    String name = "";

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address on which other nodes reach this one (default 127.0.0.1).")
    String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "PORT", description = "Port for other nodes (default: a free one).")
    @Nullable
    Integer port;

    @Option(names = "--cpus", paramLabel = "N", description = "CPUs to offer (default: all).")
    @Nullable
    Double cpus;

    @Option(names = "--memory", paramLabel = "SIZE", description = "Memory to offer, such as 16GiB (default: all).")
    @Nullable
    String memory;

    @Option(names = "--devices", paramLabel = "D", description = "all (default), none, 0,1 or A100:4.")
    String devices = "all";

    @Option(
            names = "--gpu-drivers",
            paramLabel = "HOW",
            description = "Into containers: auto, nvidia-runtime, cdi or volume.")
    @Nullable
    String gpuDrivers;

    @Option(names = "--gpu-shares", paramLabel = "N", description = "Offer each device as N shares (default 1).")
    @Nullable
    Integer gpuShares;

    @Option(names = "--label", paramLabel = "K=V", description = "A label for placement; may be repeated.")
    List<String> labels = new ArrayList<>();

    @Option(names = "--shared", paramLabel = "DIR", description = "A directory that every node sees under this path.")
    @Nullable
    Path shared;

    @Option(names = "--detach", description = "Start it behind and return when it has joined.")
    boolean detach;

    @Override
    int run() {
        String url = servers().named();
        if (url == null) {
            url = servers().owner();
        }
        if (url == null) {
            throw new CliFailure(
                    ExitCode.USAGE, "name the server to join: attune agent start --server http://HOST:8080");
        }
        if (caFile != null) {
            Trust.only(caFile);
        }
        if (detach) {
            return Detached.start(this, "agent", arguments(url));
        }
        Launcher.Running agent = launcher()
                .startAgent(new Launcher.AgentOptions(
                        URI.create(url),
                        tokenFile,
                        dataDirectory().root(),
                        shared,
                        name,
                        host,
                        ServerStartCommand.optional(port),
                        cpus == null ? OptionalDouble.empty() : OptionalDouble.of(cpus),
                        memory == null ? 0 : Sizes.parse("--memory", memory),
                        devices,
                        labels(),
                        rules()));
        Interrupts.first(code -> {
            agent.close();
            return code == ExitCode.TERMINATED ? ExitCode.OK : code;
        });
        say(terminal().errStyle().tick() + " Agent ready, joined " + url);
        terminal().err().flush();
        return Detached.await(agent);
    }

    private Map<String, String> rules() {
        Map<String, String> rules = new LinkedHashMap<>();
        if (gpuDrivers != null) {
            rules.put("ATTUNE_GPU_DRIVERS", gpuDrivers);
        }
        if (gpuShares != null) {
            rules.put("ATTUNE_GPU_SHARES", gpuShares.toString());
        }
        return rules;
    }

    private Map<String, String> labels() {
        Map<String, String> map = new LinkedHashMap<>();
        for (String label : labels) {
            int equals = label.indexOf('=');
            if (equals < 1) {
                throw new CliFailure(ExitCode.USAGE, "--label " + label + " is not of the form key=value");
            }
            map.put(label.substring(0, equals), label.substring(equals + 1));
        }
        return map;
    }

    private List<String> arguments(String url) {
        List<String> words = new ArrayList<>(List.of("agent", "start", "--server", url, "--host", host));
        Detached.option(words, "--name", name.isEmpty() ? null : name);
        Detached.option(words, "--port", port);
        Detached.option(words, "--cpus", cpus);
        Detached.option(words, "--memory", memory);
        Detached.option(words, "--devices", devices);
        Detached.option(words, "--gpu-drivers", gpuDrivers);
        Detached.option(words, "--gpu-shares", gpuShares);
        Detached.option(words, "--shared", shared);
        Detached.option(words, "--token-file", tokenFile);
        Detached.option(words, "--ca-file", caFile);
        Detached.option(words, "--data", dataDirectory().root());
        labels.forEach(label -> Detached.option(words, "--label", label));
        return words;
    }
}
