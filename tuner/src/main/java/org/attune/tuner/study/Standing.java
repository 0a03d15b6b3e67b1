package org.attune.tuner.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.attune.runner.worker.FailureKind;
import org.attune.search.strategy.Goal;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.StudySpec;
import org.jspecify.annotations.Nullable;

/** How a study stands: counts, progress and use, kept up with every end. A function of the ends in their order. */
final class Standing {

    private final StudySpec spec;
    /** What no later result was better than in every respect; rows of which smaller is better. */
    private final List<Best> best = new ArrayList<>();

    private record Best(int trial, double[] point) {}

    private final int devices;
    private int succeeded;
    private int failed;
    private int sinceProgress;
    private long progressMillis;
    private long deviceMillis;
    private int target;
    private String lastFailure = "";

    /** How many trials on nodes have ended, all of them failed and for the same reason; -1 once that is not so. */
    private int alike;

    private FailureKind alikeKind = FailureKind.NONE;

    Standing(StudySpec spec, long createdMillis) {
        this.spec = spec;
        this.progressMillis = createdMillis;
        this.devices = spec.trial().workers() * spec.trial().resources().gpus();
    }

    /** An attempt has ended. */
    void used(AttemptBook attempt) {
        if (attempt.startedMillis > 0 && attempt.managed()) {
            deviceMillis += devices * (attempt.endedMillis - attempt.startedMillis);
        }
    }

    /** A trial has ended, with all of its objectives or none. */
    void ended(TrialBook trial, List<Double> objectives) {
        if (trial.state.succeeded()) {
            succeeded++;
        } else if (trial.state == TrialState.FAILED) {
            failed++;
            lastFailure = trial.result.reason();
        }
        alike(trial);
        if (trial.state.succeeded() && improves(trial.number, objectives)) {
            sinceProgress = 0;
            progressMillis = trial.endedMillis;
        } else {
            sinceProgress++;
        }
        if (trial.state.succeeded() && target == 0 && reached(objectives)) {
            target = trial.number;
        }
    }

    private void alike(TrialBook trial) {
        FailureKind kind = trial.result.failure();
        if (alike < 0 || trial.external() || trial.state == TrialState.CANCELLED) {
            return;
        }
        if (trial.state != TrialState.FAILED || (alike > 0 && kind != alikeKind)) {
            alike = -1;
            return;
        }
        alike++;
        alikeKind = kind;
    }

    /** Whether no earlier result is as good in every objective; with one objective, whether it is a new best. */
    private boolean improves(int trial, List<Double> objectives) {
        double[] point = new double[objectives.size()];
        for (int i = 0; i < point.length; i++) {
            double value = objectives.get(i);
            point[i] = spec.objectives().get(i).goal() == Goal.MINIMIZE ? value : -value;
            if (Double.isNaN(value)) {
                return false;
            }
        }
        if (point.length == 0 || best.stream().anyMatch(other -> asGood(other.point(), point))) {
            return false;
        }
        best.removeIf(other -> asGood(point, other.point()));
        best.add(new Best(trial, point));
        return true;
    }

    private static boolean asGood(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (a[i] > b[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean reached(List<Double> objectives) {
        boolean any = false;
        for (int i = 0; i < objectives.size(); i++) {
            ObjectiveSpec objective = spec.objectives().get(i);
            if (objective.target().isPresent()) {
                double aim = objective.target().getAsDouble();
                double value = objectives.get(i);
                if (Double.isNaN(value) || (value != aim && !better(value, aim, objective.goal()))) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private static boolean better(double a, double b, Goal goal) {
        return goal == Goal.MINIMIZE ? a < b : a > b;
    }

    /** The trials that no other is better than in every respect; with one objective the best one. */
    Set<Integer> best() {
        return best.stream().map(Best::trial).collect(Collectors.toSet());
    }

    int succeeded() {
        return succeeded;
    }

    int failed() {
        return failed;
    }

    int sinceProgress() {
        return sinceProgress;
    }

    long progressMillis() {
        return progressMillis;
    }

    /** Device-milliseconds of attempts that have ended. */
    long deviceMillis() {
        return deviceMillis;
    }

    /** Devices of one attempt. */
    int devices() {
        return devices;
    }

    /** The trial that reached every target; 0 for none. */
    int target() {
        return target;
    }

    String lastFailure() {
        return lastFailure;
    }

    /** How many trials on nodes failed alike, when nothing else has come of any; else 0. */
    int failedAlike() {
        return Math.max(0, alike);
    }

    /** The reason that they share; null for none. */
    @Nullable
    FailureKind failedAlikeKind() {
        return alike > 0 ? alikeKind : null;
    }
}
