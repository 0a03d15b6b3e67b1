package org.attune.runner.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.GangPlace;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerTemplate;
import org.jspecify.annotations.Nullable;

/** Builds specs of workers below one folder: {@code workers/}, {@code logs/}, {@code trial/}. */
public final class SpecBuilder {

    private final Path root;
    private List<String> command;
    private Map<String, String> values = Map.of();
    private Map<String, String> env = Map.of();
    private boolean appendArgs;
    private String workdir = "";
    private int trial = 1;
    private GangPlace place = GangPlace.alone(7777);
    private Duration grace = Duration.ofSeconds(5);
    private @Nullable Duration timeout;
    private @Nullable Duration freeze;
    private @Nullable Path files;
    private @Nullable Path logs;
    private @Nullable ContainerTemplate container;
    private MetricSelection metrics = MetricSelection.of("loss");

    private SpecBuilder(Path root, List<String> command) {
        this.root = root.toAbsolutePath();
        this.command = command;
    }

    /** A worker that runs this argument vector. */
    public static SpecBuilder command(Path root, String... words) {
        return new SpecBuilder(root, List.of(words));
    }

    /** A worker that runs this line of shell. */
    public static SpecBuilder shell(Path root, String line) {
        return command(root, "sh", "-c", line.replace("$", "$$"));
    }

    public SpecBuilder values(Map<String, String> some) {
        values = new LinkedHashMap<>(some);
        return this;
    }

    public SpecBuilder env(Map<String, String> some) {
        env = some;
        return this;
    }

    public SpecBuilder appendArgs() {
        appendArgs = true;
        return this;
    }

    public SpecBuilder workdir(String some) {
        workdir = some;
        return this;
    }

    public SpecBuilder trial(int number) {
        trial = number;
        return this;
    }

    public SpecBuilder place(GangPlace some) {
        place = some;
        return this;
    }

    public SpecBuilder grace(Duration some) {
        grace = some;
        return this;
    }

    public SpecBuilder timeout(Duration some) {
        timeout = some;
        return this;
    }

    public SpecBuilder freeze(Duration some) {
        freeze = some;
        return this;
    }

    public SpecBuilder files(Path some) {
        files = some;
        return this;
    }

    public SpecBuilder logs(Path some) {
        logs = some;
        return this;
    }

    public SpecBuilder metrics(MetricSelection some) {
        metrics = some;
        return this;
    }

    public SpecBuilder container(ContainerTemplate some) {
        container = some;
        return this;
    }

    /** The folder of the private directories. */
    public static Path workers(Path root) {
        return root.toAbsolutePath().resolve("workers");
    }

    /** The spec. */
    public WorkerSpec build() {
        WorkerId id = new WorkerId(new AttemptId("ab12cd34", trial, 1), place.rank());
        WorkerTemplate template = new WorkerTemplate(
                "digits",
                command,
                appendArgs,
                env,
                workdir,
                "{\"lr\":0.1}",
                values,
                null,
                metrics,
                grace,
                timeout,
                freeze,
                "loss",
                container);
        return new WorkerSpec(
                id,
                template,
                place,
                workers(root).resolve(id.toString()),
                logs != null ? logs : root.resolve("logs").resolve(id.attempt().toString()),
                root.resolve("trial/checkpoints"),
                root.resolve("trial/artifacts"),
                files,
                "http://127.0.0.1:8080/api/v1",
                root.resolve("token"),
                3,
                Map.of("attune.node", "here"));
    }
}
