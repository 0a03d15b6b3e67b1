package org.attune.runner.process;

import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/**
 * What a {@link ProcessRuntime} is told about its machine.
 *
 * @param clock the wall clock, for time limits
 * @param agentEnvironment the agent's own environment, of which a worker gets a harmless part
 * @param nodeHasDevices whether the node declares devices: then a worker without any sees none
 */
public record ProcessSettings(InstantSource clock, Map<String, String> agentEnvironment, boolean nodeHasDevices) {

    /** Copies the environment. */
    public ProcessSettings {
        Objects.requireNonNull(clock, "clock");
        agentEnvironment = Map.copyOf(agentEnvironment);
    }

    /** The settings of an agent that runs on this machine. */
    public static ProcessSettings ofThisMachine(boolean nodeHasDevices) {
        return new ProcessSettings(InstantSource.system(), System.getenv(), nodeHasDevices);
    }
}
