package org.attune.tuner.app;

import java.nio.file.Path;
import org.attune.runner.device.Device;
import org.attune.runner.device.DeviceHealth;
import org.attune.runner.device.DeviceInventory;
import org.attune.runner.device.MachineResources;
import org.attune.tuner.cli.Launcher;

/** Starts services for the command line. It loads no class of a service before one is asked for. */
final class Services implements Launcher {

    @Override
    public Running startServer(ServerOptions options) {
        return Wiring.server(options);
    }

    @Override
    public Running startEmbedded(EmbeddedOptions options) {
        return Wiring.embedded(options);
    }

    @Override
    public Running startAgent(AgentOptions options) {
        return AgentWiring.start(options);
    }

    @Override
    public Machine machine() {
        MachineResources resources = MachineResources.probe();
        DeviceInventory found = DeviceInventory.probe();
        String problem = found.problem().isEmpty()
                ? DeviceHealth.problem(found.devices().stream().map(Device::id).toList())
                : found.problem();
        return new Machine(
                resources.cpus(),
                resources.memoryBytes(),
                found.devices().stream().map(Device::model).toList(),
                problem);
    }

    @Override
    public void warmUp(Path scratch) {
        WarmUp.run(this, scratch);
    }
}
