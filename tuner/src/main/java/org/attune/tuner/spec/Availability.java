package org.attune.tuner.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attune.search.Strategies;
import org.attune.search.stopping.StoppingRules;
import org.attune.tuner.spec.TrialSpec.External;
import org.attune.tuner.spec.TrialSpec.Network;
import org.attune.tuner.spec.TrialSpec.RuntimeKind;
import org.jspecify.annotations.Nullable;

/**
 * What of the language this build cannot execute yet, in one place: whoever makes a part work deletes its line here.
 *
 * <p>Applied at submit, so that nothing is ignored in silence.
 */
public final class Availability {

    private final SpecPositions positions;
    private final List<SpecProblem> problems = new ArrayList<>();

    private Availability(SpecPositions positions) {
        this.positions = positions;
    }

    /**
     * A problem {@code NOT_AVAILABLE} with its place for everything valid that cannot be executed; empty if all can.
     */
    public static List<SpecProblem> check(StudySpec spec, SpecPositions positions) {
        Availability self = new Availability(positions);
        self.study(spec);
        self.metrics(spec.metrics());
        self.trial(spec.trial());
        return List.copyOf(self.problems);
    }

    private void study(StudySpec spec) {
        String strategy = spec.strategy().type();
        refuse(
                !Strategies.names().contains(strategy),
                typeOf("#/strategy"),
                "the strategy " + strategy,
                "one of " + String.join(", ", Strategies.names()));
        spec.earlyStopping()
                .ifPresent(stopping -> stopping(stopping, spec.trial().external() == External.YES));
        refuse(
                spec.stopWhen().deviceHours().isPresent(),
                "#/stopWhen/deviceHours",
                "stopWhen.deviceHours",
                "duration or maxTrials");
        refuse(spec.export().isPresent(), "#/export", "export", "");
    }

    private void stopping(StoppingSpec stopping, boolean external) {
        String type = stopping.type();
        refuse(
                !StoppingRules.names().contains(type),
                typeOf("#/earlyStopping"),
                "early stopping by " + type,
                "one of " + String.join(", ", StoppingRules.names()));
        refuse(
                external && "promote".equals(stopping.options().get("mode")),
                "#/earlyStopping/mode",
                "promoting trials that clients run",
                "mode: stop");
        refuse(
                external && type.equals("pasha"),
                typeOf("#/earlyStopping"),
                "promoting trials that clients run",
                "asha with mode: stop");
    }

    private void metrics(MetricsSpec metrics) {
        refuse(
                metrics.tensorboardDir().isPresent(),
                "#/metrics/tensorboard",
                "metrics from TensorBoard event files",
                "");
        refuse(metrics.mlflow(), "#/metrics/mlflow", "metrics through the MLflow API", "");
        refuse(metrics.ranks() == MetricsSpec.Ranks.ALL, "#/metrics/ranks", "metrics of all ranks", "ranks: first");
    }

    private void trial(TrialSpec trial) {
        if (trial.external() == External.YES) {
            return;
        }
        refuse(!trial.runner().equals(TrialSpec.OWN_RUNNER), "#/trial/runner", "a foreign scheduler", "runner: own");
        if (trial.runtime() == RuntimeKind.PROCESS) {
            processes(trial);
        }
        refuse(
                trial.minWorkers() != trial.workers(),
                "#/trial/workers",
                "a gang of flexible size",
                "one number of workers");
        refuse(!trial.roles().isEmpty(), "#/trial/roles", "several kinds of worker", "workers that are all alike");
        placement(trial.placement());
    }

    /** What a process cannot have, because nothing stands between it and the node. */
    private void processes(TrialSpec trial) {
        String docker = "runtime: docker";
        refuse(!trial.secrets().isEmpty(), "#/trial/secrets", "secrets without a container", docker);
        refuse(!trial.volumes().isEmpty(), "#/trial/volumes", "volumes without a container", docker);
        refuse(trial.prepare().isPresent(), "#/trial/prepare", "prepare without a container", docker);
        refuse(trial.network() == Network.NONE, "#/trial/network", "network: none with processes", "network: full");
        refuse(
                trial.resources().shmBytes().isPresent(),
                "#/trial/resources/shm",
                "the size of shared memory without a container",
                docker);
    }

    private void placement(PlacementSpec placement) {
        refuse(
                placement.level() != PlacementSpec.Level.ANY,
                "#/trial/placement/topology",
                "placement by topology",
                "level: any");
        refuse(placement.spread(), "#/trial/placement/spread", "spreading workers", "spread: false");
        refuse(
                !placement.pools().isEmpty(),
                "#/trial/placement/pools",
                "pools",
                "constraints such as \"pool in (a100, h100)\"");
    }

    /** The type is a key of its own or the whole value. */
    private static String typeOf(String pointer) {
        return pointer + "/type";
    }

    private void refuse(boolean condition, String pointer, String what, String instead) {
        if (condition) {
            Optional<String> fix = instead.isEmpty() ? Optional.empty() : Optional.of(instead);
            @Nullable
            Suggestion suggestion =
                    fix.map(f -> new Suggestion("use " + f, null)).orElse(null);
            problems.add(positions.problem(
                    SpecCode.NOT_AVAILABLE, pointer, "this build cannot do this yet: " + what, instead, suggestion));
        }
    }
}
