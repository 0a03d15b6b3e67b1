package org.attune.tuner.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.attune.cluster.agent.ContainerRules;
import org.attune.runner.docker.DockerSettings.DeviceDrivers;
import org.attune.runner.docker.Engine;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;

/**
 * What a node's operator says about containers, in the environment of the agent: {@code DOCKER_HOST}, {@code
 * ATTUNE_VOLUME_ROOTS} (folders with colons between them), {@code ATTUNE_GPU_DRIVERS} ({@code nvidia-runtime} or {@code
 * cdi}), {@code ATTUNE_ISOLATED=true}.
 */
final class Containers {

    private Containers() {}

    static ContainerRules configured(Map<String, String> environment) {
        String engine = Engine.usualHost(environment);
        List<Path> roots = new ArrayList<>();
        for (String root : environment.getOrDefault("ATTUNE_VOLUME_ROOTS", "").split(":", -1)) {
            if (!root.isBlank()) {
                if (!root.startsWith("/")) {
                    throw wrong("ATTUNE_VOLUME_ROOTS=" + root, "absolute paths with colons between them");
                }
                roots.add(Path.of(root));
            }
        }
        try (Engine check = Engine.at(engine)) {
            return new ContainerRules(
                    check.host(),
                    roots,
                    drivers(environment.getOrDefault("ATTUNE_GPU_DRIVERS", "nvidia-runtime")),
                    Boolean.parseBoolean(environment.getOrDefault("ATTUNE_ISOLATED", "false")));
        } catch (IllegalArgumentException e) {
            throw wrong("DOCKER_HOST=" + engine, String.valueOf(e.getMessage()));
        }
    }

    private static DeviceDrivers drivers(String text) {
        switch (text.toLowerCase(Locale.ROOT)) {
            case "nvidia-runtime":
                return DeviceDrivers.NVIDIA_RUNTIME;
            case "cdi":
                return DeviceDrivers.CDI;
            default:
                throw wrong("ATTUNE_GPU_DRIVERS=" + text, "nvidia-runtime or cdi");
        }
    }

    private static CliFailure wrong(String found, String expected) {
        return new CliFailure(ExitCode.USAGE, found + " (expected: " + expected + ")");
    }
}
