package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** The engine of the tests, with the base image that {@code scripts/engine.sh base} makes; without one they are skipped. */
public final class TestEngine {

    /** The image of the tests. */
    public static final String IMAGE = "attune/debian:bookworm";

    private TestEngine() {}

    /** Where it answers; the test is skipped when none does, and fails where the script has promised one. */
    public static String host() {
        String host = Engine.usualHost(System.getenv());
        String why = "";
        try (Engine engine = Engine.at(host)) {
            engine.get("/images/" + IMAGE + "/json");
        } catch (EngineException e) {
            why = e.getMessage()
                    + "; scripts/engine.sh start and scripts/engine.sh base give one, DOCKER_HOST names it";
        }
        if (System.getenv("ATTUNE_ENGINE_PROMISED") != null && !why.isEmpty()) {
            throw new AssertionError("no Docker engine for this test: " + why);
        }
        Assumptions.assumeTrue(why.isEmpty(), "LEFT OUT, no Docker engine: " + why);
        return host;
    }

    /** Settings of an agent that owns what bears this mark. */
    public static DockerSettings settings(String owner, Path root) {
        long uid = uid();
        int user = uid == 0 ? DockerSettings.NOBODY_ELSE : (int) uid;
        return new DockerSettings(
                InstantSource.system(),
                "here",
                owner,
                user,
                user,
                root.resolve("secrets"),
                root.resolve("memory"),
                root.resolve("prepared"),
                List.of(),
                2,
                4L << 30,
                false,
                DockerSettings.DeviceDrivers.NVIDIA_RUNTIME,
                "",
                false);
    }

    private static long uid() {
        try {
            return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The ids of all containers of an owner. */
    public static List<String> containers(Engine engine, String owner) {
        return ids(engine, "/containers/json?all=1&filters=", owner);
    }

    /** The ids of all networks of an owner. */
    public static List<String> networks(Engine engine, String owner) {
        return ids(engine, "/networks?filters=", owner);
    }

    private static List<String> ids(Engine engine, String path, String owner) {
        List<String> ids = new ArrayList<>();
        try {
            String filters = "{\"label\":[\"" + ContainerPlan.OWNER + "=" + owner + "\"]}";
            for (JsonNode one : engine.get(path + Engine.encoded(filters))) {
                ids.add(one.path("Id").asText());
            }
        } catch (EngineException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }

    /** The processes of these containers, as this machine sees them. */
    public static List<Long> processes(List<String> containers) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path one : all) {
                String groups = text(one.resolve("cgroup"));
                if (containers.stream().anyMatch(groups::contains)) {
                    found.add(Long.parseLong(one.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
