package org.attune.tuner.spec;

import java.util.List;

/**
 * Which keys a mapping of the spec has. The one table of them: the reader, the schema and the reference page agree
 * with it by test.
 */
enum Shape {
    STUDY(
            "",
            "study",
            "description",
            "labels",
            "priority",
            "objective",
            "objectives",
            "outcomeConstraints",
            "parameters",
            "derived",
            "constraints",
            "seedPoints",
            "strategy",
            "earlyStopping",
            "noise",
            "failures",
            "warmStart",
            "maxTrials",
            "parallelism",
            "maxFailedTrials",
            "stopWhen",
            "metrics",
            "trial",
            "export"),
    OBJECTIVE("objective", "metric", "goal", "target", "take"),
    FLOAT("parameters.*", "type", "min", "max", "scale", "step", "default", "when"),
    INT("parameters.*", "type", "min", "max", "scale", "step", "default", "when"),
    ORDINAL("parameters.*", "type", "values", "default", "when"),
    CATEGORICAL("parameters.*", "type", "values", "probabilities", "default", "when"),
    BOOL("parameters.*", "type", "default", "when"),
    WHEN_RANGE("parameters.*.when.*", "min", "max"),
    STRATEGY("strategy", "type", "seed"),
    STOPPING("earlyStopping", "type"),
    STOP_WHEN("stopWhen", "duration", "noProgressTrials", "noProgressFor", "deviceHours"),
    METRICS("metrics", "collect", "regex", "tensorboard", "mlflow", "ranks", "reduce"),
    METRIC_PATTERN("metrics.regex.*", "name", "pattern"),
    TENSORBOARD("metrics.tensorboard", "dir"),
    TRIAL(
            "trial",
            "external",
            "runner",
            "runtime",
            "image",
            "build",
            "command",
            "args",
            "env",
            "workdir",
            "secrets",
            "files",
            "workers",
            "roles",
            "resources",
            "placement",
            "volumes",
            "prepare",
            "checkpoints",
            "timeout",
            "stopGrace",
            "freezeTimeout",
            "retries",
            "onLost",
            "network"),
    BUILD("trial.build", "context", "dockerfile", "target", "args", "network", "digest"),
    SECRET("trial.secrets.*", "name", "file"),
    WORKERS("trial.workers", "min", "max"),
    CHECKPOINTS("trial.checkpoints", "keep"),
    ROLE("trial.roles.*", "workers", "resources"),
    RESOURCES("trial.resources", "cpus", "memory", "gpus", "gpuShare", "gpuMemory", "shm"),
    PLACEMENT("trial.placement", "constraints", "topology", "maxWorkersPerNode", "spread", "pools"),
    TOPOLOGY("trial.placement.topology", "level", "mode"),
    VOLUME("trial.volumes.*", "source", "target", "readOnly"),
    PREPARE("trial.prepare", "command", "target", "image", "build"),
    RETRIES("trial.retries", "infrastructure", "user"),
    EXPORT("export", "count", "command", "image", "build", "metrics");

    private final String path;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> keys;

    Shape(String path, String... keys) {
        this.path = path;
        this.keys = List.of(keys);
    }

    /** Where such a mapping stands, {@code *} for any key. */
    String path() {
        return path;
    }

    /** Its keys, in the order of the reference page. */
    List<String> keys() {
        return keys;
    }
}
