package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.attune.runner.docker.DockerSettings.DeviceDrivers;
import org.jspecify.annotations.Nullable;

/** How devices get into containers without a runtime of their vendor's, and which way an engine can go. */
final class DriverFiles {

    /** Where the driver's libraries and tools are, on the node and in the container. */
    static final Path VOLUME = Path.of("/usr/local/nvidia");

    private static final Path ROOT = Path.of("/");
    private static final String DRIVER = "proc/driver/nvidia/gpus";
    private static final List<String> COMMON = List.of("nvidiactl", "nvidia-uvm", "nvidia-uvm-tools", "nvidia-modeset");

    private DriverFiles() {}

    /**
     * The way that an engine can go: the vendor's runtime, where the engine has it; CDI, where the engine is new enough and
     * the vendor's description lies there; the driver's folder, where there is one.
     */
    static DeviceDrivers choose(JsonNode info) {
        return choose(info, ROOT);
    }

    static DeviceDrivers choose(JsonNode info, Path root) {
        if (info.path("Runtimes").has("nvidia")) {
            return DeviceDrivers.NVIDIA_RUNTIME;
        }
        for (JsonNode folder : info.path("CDISpecDirs")) {
            if (describes(root.resolve(folder.asText().replaceFirst("^/+", "")))) {
                return DeviceDrivers.CDI;
            }
        }
        boolean volume = Files.isDirectory(root.resolve("usr/local/nvidia/lib64"))
                && Files.exists(root.resolve("dev/nvidiactl"));
        // an engine of before 23 has the runtime's hook without saying so
        return volume ? DeviceDrivers.VOLUME : DeviceDrivers.NVIDIA_RUNTIME;
    }

    private static boolean describes(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*nvidia*")) {
            return files.iterator().hasNext();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The files of these devices.
     *
     * @param ids UUIDs, or indices
     * @throws IllegalArgumentException when the driver does not know one of them
     */
    static List<String> of(List<String> ids) {
        return of(ids, ROOT);
    }

    static List<String> of(List<String> ids, Path root) {
        Map<String, String> minors = minors(root.resolve(DRIVER));
        List<String> files = new ArrayList<>();
        for (String id : ids) {
            @Nullable String minor = id.matches("\\d{1,4}") ? id : minors.get(id);
            if (minor == null || !Files.exists(root.resolve("dev/nvidia" + minor))) {
                throw new IllegalArgumentException("the device " + id + " has no file in /dev");
            }
            files.add("/dev/nvidia" + minor);
        }
        for (String name : COMMON) {
            if (Files.exists(root.resolve("dev/" + name))) {
                files.add("/dev/" + name);
            }
        }
        return files;
    }

    private static Map<String, String> minors(Path folder) {
        Map<String, String> minors = new HashMap<>();
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(folder)) {
            for (Path device : devices) {
                String uuid = "";
                String minor = "";
                for (String line : Files.readAllLines(device.resolve("information"), StandardCharsets.ISO_8859_1)) {
                    String value = line.substring(line.indexOf(':') + 1).strip();
                    uuid = line.startsWith("GPU UUID:") ? value : uuid;
                    minor = line.startsWith("Device Minor:") ? value : minor;
                }
                minors.put(uuid, minor);
            }
        } catch (IOException e) {
            return minors;
        }
        return minors;
    }
}
