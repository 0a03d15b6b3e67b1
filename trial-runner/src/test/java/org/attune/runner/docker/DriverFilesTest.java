package org.attune.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.attune.runner.docker.DockerSettings.DeviceDrivers;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DriverFilesTest {

    @TempDir
    Path root;

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static JsonNode info(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }

    @Test
    void the_way_that_engine_and_machine_can_go_is_found() throws IOException {
        JsonNode plain = info("{\"Runtimes\":{\"runc\":{}},\"CDISpecDirs\":[\"/etc/cdi\",\"/var/run/cdi\"]}");
        assertThat(DriverFiles.choose(info("{\"Runtimes\":{\"runc\":{},\"nvidia\":{}}}"), root))
                .isEqualTo(DeviceDrivers.NVIDIA_RUNTIME);
        assertThat(DriverFiles.choose(plain, root)).isEqualTo(DeviceDrivers.NVIDIA_RUNTIME);
        file("usr/local/nvidia/lib64/libcuda.so.1", "");
        file("dev/nvidiactl", "");
        assertThat(DriverFiles.choose(plain, root)).isEqualTo(DeviceDrivers.VOLUME);
        file("var/run/cdi/nvidia.yaml", "");
        assertThat(DriverFiles.choose(plain, root)).isEqualTo(DeviceDrivers.CDI);
    }

    @Test
    void devices_have_the_files_that_the_driver_says() throws IOException {
        file("proc/driver/nvidia/gpus/0000:65:00.0/information", """
                Model: 		 NVIDIA A100-SXM4-80GB
                IRQ:   		 221
                GPU UUID: 	 GPU-aa
                Device Minor: 	 3
                """);
        for (String name : List.of("nvidia3", "nvidia1", "nvidiactl", "nvidia-uvm")) {
            file("dev/" + name, "");
        }
        assertThat(DriverFiles.of(List.of("GPU-aa", "1"), root))
                .containsExactly("/dev/nvidia3", "/dev/nvidia1", "/dev/nvidiactl", "/dev/nvidia-uvm");
        assertThatThrownBy(() -> DriverFiles.of(List.of("GPU-bb"), root)).hasMessageContaining("GPU-bb has no file");
        assertThatThrownBy(() -> DriverFiles.of(List.of("2"), root)).hasMessageContaining("2 has no file");
    }
}
