package org.attune.runner.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.SpecBuilder;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker costs beyond the process that it is. */
@Tag("process")
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StartCostTest {

    private static final int ROUNDS = 40;

    @TempDir
    Path root;

    @Test
    void a_worker_costs_less_than_30_ms_beyond_a_bare_fork() throws Exception {
        long[] bare = new long[ROUNDS];
        long[] worker = new long[ROUNDS];
        try (ProcessRuntime runtime = new ProcessRuntime(ProcessSettings.ofThisMachine(false))) {
            for (int i = 0; i < ROUNDS; i++) {
                long begin = System.nanoTime();
                new ProcessBuilder("/bin/true").start().waitFor();
                bare[i] = System.nanoTime() - begin;

                begin = System.nanoTime();
                RunningWorker one = runtime.start(
                        SpecBuilder.command(root, "true").trial(i + 1).build());
                one.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
                one.discard();
                worker[i] = System.nanoTime() - begin;
            }
        }
        Arrays.sort(bare);
        Arrays.sort(worker);
        System.out.printf(
                "bare fork %.1f ms, worker from start to discard %.1f ms (medians); quickest %.1f and %.1f ms%n",
                bare[ROUNDS / 2] / 1e6, worker[ROUNDS / 2] / 1e6, bare[0] / 1e6, worker[0] / 1e6);
        // The lower quartiles, so that a busy machine does not decide.
        assertThat((worker[ROUNDS / 4] - bare[ROUNDS / 4]) / 1e6).isLessThan(30);
    }
}
