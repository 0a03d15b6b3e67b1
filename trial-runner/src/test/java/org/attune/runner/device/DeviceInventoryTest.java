package org.attune.runner.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.attune.runner.worker.DeviceShares;
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

    private static String recorded(String name) {
        try (InputStream in = DeviceInventoryTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A driver's tool that answers with what was recorded. */
    private static DeviceInventory probed(String devices, String list) {
        return DeviceInventory.probe(
                command -> new DriverTool.Answer(recorded(command.contains("-L") ? list : devices), "", false));
    }

    @Test
    void one_device_is_known_by_its_uuid() {
        assertThat(probed("one.csv", "none.txt"))
                .isEqualTo(new DeviceInventory(
                        List.of(new Device("GPU-3c9a7f5e-0b44-6d0e-9f0a-6f2f4b1f6c21", "H100-80GB-HBM3", 81559L << 20)),
                        ""));
    }

    @Test
    void eight_devices_keep_the_order_of_the_machine() {
        List<Device> devices = probed("eight.csv", "none.txt").devices();
        assertThat(devices).hasSize(8).allMatch(d -> d.model().equals("A100-SXM4-80GB"));
        assertThat(devices.get(7).id()).endsWith("b07");
    }

    @Test
    void a_device_that_is_split_offers_its_instances_and_not_itself() {
        assertThat(probed("split.csv", "split-list.txt").devices())
                .containsExactly(
                        new Device("MIG-e2a61b23-5f8c-5f2c-8f3b-5a6a2f3f7b11", "A100-SXM4-40GB-MIG-3g.20gb", 20L << 30),
                        new Device("MIG-7f2cf4b2-2a4d-5d2f-9a51-0a44ac1c7c7e", "A100-SXM4-40GB-MIG-1g.5gb", 5L << 30),
                        new Device(
                                "MIG-0a2cf4b2-2a4d-5d2f-9a51-0a44ac1c7c7e", "A100-SXM4-40GB-MIG-1g.5gb+me", 5L << 30),
                        new Device("GPU-0f0a5b6e-9d6e-7a6c-8f1e-2b7f3c4d5e6f", "A100-SXM4-40GB", 40960L << 20),
                        new Device("GPU-77aa5b6e-9d6e-7a6c-8f1e-2b7f3c4d5e6f", "T4", 15360L << 20));
    }

    @Test
    void a_driver_from_before_devices_could_be_split_is_asked_less() {
        DeviceInventory found =
                DeviceInventory.probe(command -> command.toString().contains("mig.mode")
                        ? new DriverTool.Answer(
                                "", "nvidia-smi: Field \"mig.mode.current\" is not a valid field to query.", false)
                        : new DriverTool.Answer("0, GPU-1, Tesla K80, 11441\n", "", false));
        assertThat(found.devices()).containsExactly(new Device("GPU-1", "K80", 11441L << 20));
    }

    @Test
    void a_driver_without_devices_and_a_broken_one_say_so() {
        assertThat(probed("none.txt", "none.txt").problem()).contains("No devices were found");
        assertThat(probed("broken.txt", "none.txt").problem()).contains("couldn't communicate with the NVIDIA driver");
        DriverTool.Answer failed = DriverTool.ask(
                List.of("sh", "-c", "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18"),
                Duration.ofSeconds(10));
        assertThat(DeviceInventory.probe(command -> failed).problem()).contains("Driver/library version mismatch");
    }

    @Test
    void a_driver_that_hangs_is_given_up() {
        DriverTool.Answer hung = DriverTool.ask(List.of("sleep", "600"), Duration.ofMillis(100));
        assertThat(DeviceInventory.probe(command -> hung).problem()).contains("did not answer");
    }

    @Test
    void a_machine_without_the_tool_has_no_devices() {
        DriverTool.Answer absent = DriverTool.ask(List.of("no-such-tool-here"), Duration.ofSeconds(1));
        assertThat(DeviceInventory.probe(command -> absent)).isEqualTo(DeviceInventory.none());
    }

    @Test
    void shares_of_a_device_divide_its_memory_and_lead_back_to_it() {
        DeviceInventory shares = probed("one.csv", "none.txt").divided(4);
        assertThat(shares.devices()).hasSize(4).allMatch(d -> d.memoryBytes() == (81559L << 20) / 4);
        assertThat(DeviceShares.devices(List.of(
                        shares.devices().get(0).id(), shares.devices().get(3).id(), "1")))
                .containsExactly("GPU-3c9a7f5e-0b44-6d0e-9f0a-6f2f4b1f6c21", "1");
        assertThatThrownBy(() -> shares.divided(0)).hasMessageContaining("1 to 64");
    }

    private static String health(String busy, String... ids) {
        return DeviceHealth.problem(
                List.of(ids),
                command -> new DriverTool.Answer(
                        command.toString().contains("compute-apps") ? busy : "GPU-1, 0\nGPU-2, 1\n", "", false));
    }

    @Test
    void a_device_that_is_gone_or_in_use_is_not_given_to_anybody() {
        assertThat(health("", "GPU-1", "GPU-2")).isEmpty();
        assertThat(health("GPU-2, 4711\nGPU-2, 4712\n", "GPU-1")).isEmpty();
        assertThat(health("GPU-2, 4711\nGPU-2, 4712\n", "GPU-2")).contains("GPU-2 is in use by 2 programs");
        assertThat(health("", "GPU-9")).contains("GPU-9 does not answer");
        assertThat(health("GPU-2, 4711\n", "GPU-2::0", "MIG-1", "3")).isEmpty();
        assertThat(DeviceHealth.problem(List.of("GPU-1"), command -> new DriverTool.Answer("", "no tool", true)))
                .isEmpty();
    }

    @Test
    void what_goes_on_on_devices_is_read_by_index_and_by_uuid() {
        assertThat(DeviceUse.parse(recorded("use.csv")))
                .containsEntry("0", new DeviceUse(0, 1L << 30, -1))
                .containsEntry("GPU-0f0a5b6e-9d6e-7a6c-8f1e-2b7f3c4d5e6f", new DeviceUse(0.87, 39000L << 20, -1))
                .hasSize(4);
        assertThat(DeviceUse.parse(recorded("broken.txt"))).isEmpty();
    }
}
