package org.attune.tuner.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.attune.cluster.agent.AgentSettings;
import org.attune.cluster.agent.BlobSource;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.wire.NodeOffer;
import org.attune.runner.device.Device;
import org.attune.runner.device.DeviceInventory;
import org.attune.runner.device.MachineResources;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;
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
            String host, DataDirectory directory, @Nullable Path shared, String url, LeaseSettings lease) {
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
                        devices("all"),
                        Map.of(),
                        Optional.of(url + "/api/v1"),
                        Optional.empty(),
                        lease),
                BlobSource.ofDirectory(directory.blobs()));
    }

    /** The devices of this machine: {@code all} that are found, {@code none}, some by index, or declared ones. */
    static List<NodeOffer.Device> devices(String text) {
        DeviceInventory inventory;
        try {
            inventory = text.equals("all")
                    ? DeviceInventory.probe()
                    : text.equals("none") ? DeviceInventory.none() : DeviceInventory.declared(text);
        } catch (IllegalArgumentException e) {
            throw new CliFailure(ExitCode.USAGE, "--devices " + text + ": " + e.getMessage());
        }
        List<NodeOffer.Device> devices = new ArrayList<>();
        for (Device device : inventory.devices()) {
            devices.add(new NodeOffer.Device(device.id(), device.model()));
        }
        return devices;
    }

    static double cpus(OptionalDouble named) {
        return named.orElseGet(() -> MachineResources.probe().cpus());
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
