package org.attune.tuner.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.attune.cluster.agent.AgentSettings;
import org.attune.cluster.agent.BlobSource;
import org.attune.cluster.agent.ServerAccess;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.runner.device.DeviceInventory;
import org.attune.runner.device.MachineResources;
import org.attune.tuner.api.Tokens;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;
import org.attune.tuner.cli.Launcher;
import org.attune.tuner.config.DataDirectory;
import org.jspecify.annotations.Nullable;

/**
 * What an agent of this process offers, and where it gets files from.
 *
 * @param settings machine and place
 * @param blobs where packed folders come from
 */
record AgentSetup(AgentSettings settings, BlobSource blobs) {

    /** The server's or run's own machine: everything it has, files straight from the data directory. */
    static AgentSetup onThisMachine(
            String host,
            DataDirectory directory,
            @Nullable Path shared,
            String url,
            Tokens tokens,
            LeaseSettings lease) {
        MachineResources machine = MachineResources.probe();
        return new AgentSetup(
                new AgentSettings(
                        hostName(),
                        host,
                        directory.root(),
                        directory.root().resolve("logs"),
                        Optional.ofNullable(shared),
                        machine.cpus(),
                        machine.memoryBytes(),
                        devices("all").divided(Containers.shares(System.getenv())),
                        Map.of(),
                        Optional.of(url + "/api/v1"),
                        Optional.of(new TrialTokens(directory, tokens)),
                        Containers.configured(System.getenv()),
                        lease),
                BlobSource.ofDirectory(directory.blobs()));
    }

    /** A machine that joins a server from afar: files come by HTTP, logs stay here and are sent. */
    static AgentSetup joining(Launcher.AgentOptions options, String name, ServerAccess server, LeaseSettings lease) {
        MachineResources machine = MachineResources.probe();
        DataDirectory directory = DataDirectory.at(options.data());
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(options.rules());
        return new AgentSetup(
                new AgentSettings(
                        name,
                        options.host(),
                        directory.root(),
                        directory.agent(name).resolve("logs"),
                        Optional.ofNullable(options.shared()),
                        options.cpus().orElse(machine.cpus()),
                        options.memoryBytes() > 0 ? options.memoryBytes() : machine.memoryBytes(),
                        devices(options.devices()).divided(Containers.shares(environment)),
                        options.labels(),
                        Optional.of(options.server().toString().replaceFirst("/$", "") + "/api/v1"),
                        Optional.of(new FetchedTokens(directory, server)),
                        Containers.configured(environment),
                        lease),
                server.blobs());
    }

    /** The devices of this machine: {@code all} that are found, {@code none}, some by index, or declared ones. */
    static DeviceInventory devices(String text) {
        try {
            return DeviceInventory.declared(text);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.USAGE, "--devices " + text + ": " + e.getMessage());
        }
    }

    /** The host's name, made fit for the name of a node. */
    static String hostName() {
        String name;
        try {
            name = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            name = "node";
        }
        String fit = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
        return fit.isEmpty() ? "node" : fit.substring(0, Math.min(60, fit.length()));
    }
}
