package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import org.attune.runner.runtime.UsageSample;

/** What a container uses, as its engine says it. */
final class ContainerUse {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final double NANOS = 1e9;

    private ContainerUse() {}

    /** Asks for one container; empty when it does not run or the engine does not answer. */
    static Optional<UsageSample> sample(Engine engine, String name) {
        try {
            // one-shot: without it the engine waits a second for a second sample
            return of(engine.call(
                    "GET", "/containers/" + name + "/stats?stream=false&one-shot=true", null, PATIENCE, Engine.ok()));
        } catch (EngineException e) {
            return Optional.empty();
        }
    }

    /** Reads the engine's answer; the page cache, which the kernel takes back when it needs it, is no use. */
    static Optional<UsageSample> of(JsonNode stats) {
        JsonNode memory = stats.path("memory_stats");
        if (!memory.has("usage")) {
            return Optional.empty();
        }
        JsonNode detail = memory.path("stats");
        long cache = detail.path(detail.has("total_inactive_file") ? "total_inactive_file" : "inactive_file")
                .asLong();
        double cpu =
                stats.path("cpu_stats").path("cpu_usage").path("total_usage").asDouble() / NANOS;
        return Optional.of(new UsageSample(cpu, Math.max(0, memory.path("usage").asLong() - cache), 0));
    }
}
