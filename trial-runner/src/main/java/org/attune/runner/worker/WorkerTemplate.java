package org.attune.runner.worker;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every rank of an attempt shares. Plain types only: it crosses the cluster.
 *
 * @param study the study's name, for people
 * @param command the argument vector, with {@code ${name}} places; never a shell line
 * @param appendArgs whether {@code --name=value} is appended for each of {@code values}
 * @param env further environment, with {@code ${name}} places
 * @param workdir where the command starts: relative to the worker's private directory, or absolute; {@code ${name}}
 *     places are allowed, empty means the private directory itself
 * @param paramsJson the exact content of {@code params.json}
 * @param values the parameters and derived values as exact text, in the order of the spec
 * @param filesDigest the content address of the study's files, or null without any
 * @param metrics which metrics are wanted
 * @param stopGrace from TERM to KILL
 * @param timeout the longest run of the command, or null without a limit
 * @param freezeTimeout the longest silence (no output, no metric) of rank 0, or null without a limit
 * @param objective the name of the (first) objective
 * @param container what it runs in, or null for a plain process
 */
public record WorkerTemplate(
        String study,
        List<String> command,
        boolean appendArgs,
        Map<String, String> env,
        String workdir,
        String paramsJson,
        Map<String, String> values,
        @Nullable String filesDigest,
        MetricSelection metrics,
        Duration stopGrace,
        @Nullable Duration timeout,
        @Nullable Duration freezeTimeout,
        String objective,
        @Nullable ContainerTemplate container) {

    /** Copies the collections, keeping their order. */
    public WorkerTemplate {
        Objects.requireNonNull(study, "study");
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a worker's command has at least one word");
        }
        env = Collections.unmodifiableMap(new LinkedHashMap<>(env));
        Objects.requireNonNull(workdir, "workdir");
        Objects.requireNonNull(paramsJson, "paramsJson");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        Objects.requireNonNull(metrics, "metrics");
        Objects.requireNonNull(stopGrace, "stopGrace");
        Objects.requireNonNull(objective, "objective");
    }

    /** What the ranks of an attempt share when they are plain processes. */
    public WorkerTemplate(
            String study,
            List<String> command,
            boolean appendArgs,
            Map<String, String> env,
            String workdir,
            String paramsJson,
            Map<String, String> values,
            @Nullable String filesDigest,
            MetricSelection metrics,
            Duration stopGrace,
            @Nullable Duration timeout,
            @Nullable Duration freezeTimeout,
            String objective) {
        this(
                study,
                command,
                appendArgs,
                env,
                workdir,
                paramsJson,
                values,
                filesDigest,
                metrics,
                stopGrace,
                timeout,
                freezeTimeout,
                objective,
                null);
    }

    /** The same in a container. */
    public WorkerTemplate in(ContainerTemplate some) {
        return new WorkerTemplate(
                study,
                command,
                appendArgs,
                env,
                workdir,
                paramsJson,
                values,
                filesDigest,
                metrics,
                stopGrace,
                timeout,
                freezeTimeout,
                objective,
                some);
    }
}
