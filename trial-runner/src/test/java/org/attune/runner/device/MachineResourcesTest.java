package org.attune.runner.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class MachineResourcesTest {

    @TempDir
    Path root;

    private void write(String path, String text) throws IOException {
        Files.createDirectories(root.resolve(path).getParent());
        Files.writeString(root.resolve(path), text);
    }

    @Test
    void this_machine_has_something() {
        MachineResources here = MachineResources.probe();
        assertThat(here.cpus()).isPositive();
        assertThat(here.memoryBytes()).isGreaterThan(64L << 20);
    }

    @Test
    void without_limits_it_is_the_whole_machine() throws IOException {
        write("proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");
        write("sys/fs/cgroup/cpu.max", "max 100000\n");
        write("sys/fs/cgroup/memory.max", "max\n");
        assertThat(MachineResources.probe(root, 8)).isEqualTo(new MachineResources(8, 16L << 20));
    }

    @Test
    void the_tightest_group_above_counts() throws IOException {
        write("proc/meminfo", "MemTotal:       16384 kB\n");
        write("proc/self/cgroup", "0::/a/b\n");
        write("sys/fs/cgroup/a/cpu.max", "150000 100000\n");
        write("sys/fs/cgroup/a/b/memory.max", "4194304\n");
        write("sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
        assertThat(MachineResources.probe(root, 8)).isEqualTo(new MachineResources(1.5, 4L << 20));
    }

    @Test
    void groups_of_version_1_count_too() throws IOException {
        write("proc/meminfo", "MemTotal:       16384 kB\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000\n");
        write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(MachineResources.probe(root, 8)).isEqualTo(new MachineResources(0.5, 16L << 20));
    }
}
