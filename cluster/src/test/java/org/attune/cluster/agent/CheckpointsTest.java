package org.attune.cluster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.device.DeviceInventory;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CheckpointsTest {

    @TempDir
    Path root;

    private AgentSettings settings() {
        return new AgentSettings(
                "alpha",
                "127.0.0.1",
                root,
                root.resolve("logs"),
                Optional.empty(),
                1,
                1L << 30,
                DeviceInventory.none(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                ContainerRules.of("unix:///nowhere/docker.sock"),
                LeaseSettings.DEFAULT);
    }

    private Path entry(int trial, String name, long at) throws IOException {
        Path file = root.resolve("studies/abcdefgh/" + trial + "/checkpoints/" + name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
        Files.setLastModifiedTime(file, FileTime.fromMillis(at));
        return file;
    }

    @Test
    void dropped_trials_keep_nothing_and_thinned_ones_their_newest_entry() throws IOException {
        Path best = entry(1, "model.pt", 1);
        Path beaten = entry(2, "model.pt", 1);
        Path inside = entry(2, "shards/part-0", 1);
        Path old = entry(3, "step-1.pt", 1_000);
        Path newest = entry(3, "step-2.pt", 2_000);
        Path elsewhere = Files.writeString(root.resolve("elsewhere"), "not theirs");
        Files.createSymbolicLink(beaten.resolveSibling("link"), elsewhere);
        Path artifact = Files.createDirectories(root.resolve("studies/abcdefgh/2/artifacts"))
                .resolve("plot.png");
        Files.writeString(artifact, "kept");

        Checkpoints.tidy(settings(), new ToAgent.Tidy(new Epoch(1), "abcdefgh", List.of(2, 9), List.of(3, 9)));

        assertThat(best).exists();
        assertThat(beaten.getParent()).isEmptyDirectory();
        assertThat(inside).doesNotExist();
        assertThat(old).doesNotExist();
        assertThat(newest).exists();
        assertThat(elsewhere).hasContent("not theirs");
        assertThat(artifact).exists();
    }
}
