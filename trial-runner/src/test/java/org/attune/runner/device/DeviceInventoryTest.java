package org.attune.runner.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DeviceInventoryTest {

    @Test
    void a_model_with_a_count_gives_that_many_devices() {
        assertThat(DeviceInventory.declared("A100:2, H100:1").devices())
                .containsExactly(new Device("0", "A100", 0), new Device("1", "A100", 0), new Device("2", "H100", 0));
    }

    @Test
    void ids_are_taken_as_they_are() {
        assertThat(DeviceInventory.declared("1,3").devices())
                .extracting(Device::id)
                .containsExactly("1", "3");
        assertThat(DeviceInventory.declared("none").devices()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"A100", "A100:", "A100:0", "A100:-1", ":4", "0,0", "0,,1", "A100:9999", "A100:1,0", "a;b:1"})
    void wrong_declarations_say_what_is_expected(String text) {
        assertThatThrownBy(() -> DeviceInventory.declared(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text)
                .hasMessageContaining("A100:4");
    }

    @Test
    void the_drivers_answer_is_read() {
        DeviceInventory found = DeviceInventory.parse("0, GPU-5d8c, NVIDIA A100-SXM4-80GB, 81920\n"
                + "1, GPU-77aa, NVIDIA H100 80GB HBM3, 81559\n2, GPU-1, Tesla T4, [N/A]\n");
        assertThat(found.problem()).isEmpty();
        assertThat(found.devices())
                .containsExactly(
                        new Device("0", "A100-SXM4-80GB", 81920L << 20),
                        new Device("1", "H100-80GB-HBM3", 81559L << 20),
                        new Device("2", "T4", 0));
    }

    @Test
    void a_driver_that_fails_is_told() {
        DeviceInventory found = DeviceInventory.probe(
                List.of("sh", "-c", "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18"),
                Duration.ofSeconds(10));
        assertThat(found.devices()).isEmpty();
        assertThat(found.problem()).contains("Driver/library version mismatch");
        assertThat(DeviceInventory.parse("No devices were found").problem()).contains("No devices");
    }

    @Test
    void a_driver_that_hangs_is_given_up() {
        DeviceInventory found = DeviceInventory.probe(List.of("sleep", "600"), Duration.ofMillis(100));
        assertThat(found.problem()).contains("did not answer");
    }

    @Test
    void a_machine_without_the_tool_has_no_devices() {
        assertThat(DeviceInventory.probe(List.of("no-such-tool-here"), Duration.ofSeconds(1)))
                .isEqualTo(DeviceInventory.none());
    }
}
