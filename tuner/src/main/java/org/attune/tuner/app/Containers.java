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
 * ATTUNE_VOLUME_ROOTS} (folders with colons between them), {@code ATTUNE_GPU_DRIVERS} ({@code auto}, {@code
 * nvidia-runtime}, {@code cdi} or {@code volume}), {@code ATTUNE_ISOLATED=true}.
 */
final class Containers {

    static final String GPU_DRIVERS = "ATTUNE_GPU_DRIVERS";
    static final String GPU_SHARES = "ATTUNE_GPU_SHARES";

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
                    drivers(environment.getOrDefault(GPU_DRIVERS, "auto")),
                    Boolean.parseBoolean(environment.getOrDefault("ATTUNE_ISOLATED", "false")));
        } catch (IllegalArgumentException e) {
            throw wrong("DOCKER_HOST=" + engine, String.valueOf(e.getMessage()));
        }
    }

    private static DeviceDrivers drivers(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "auto" -> DeviceDrivers.AUTO;
            case "nvidia-runtime" -> DeviceDrivers.NVIDIA_RUNTIME;
            case "cdi" -> DeviceDrivers.CDI;
            case "volume" -> DeviceDrivers.VOLUME;
            default -> throw wrong(GPU_DRIVERS + "=" + text, "auto, nvidia-runtime, cdi or volume");
        };
    }

    /** How many shares each device is offered as. */
    static int shares(Map<String, String> environment) {
        String text = environment.getOrDefault(GPU_SHARES, "1");
        if (!text.matches("[1-9]|[1-5]\\d|6[0-4]")) {
            throw wrong(GPU_SHARES + "=" + text, "1 to 64");
        }
        return Integer.parseInt(text);
    }

    private static CliFailure wrong(String found, String expected) {
        return new CliFailure(ExitCode.USAGE, found + " (expected: " + expected + ")");
    }
}
