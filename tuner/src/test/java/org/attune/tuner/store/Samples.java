package org.attune.tuner.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.RankPlace;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
import org.attune.tuner.study.TrialState;

/** Studies, trials and changes that tests of the store write. */
final class Samples {

    static final long T0 = 1_700_000_000_000L;

    private Samples() {}

    static String text(String name, String goal) {
        return """
                study: %s
                description: for tests
                labels: {team: store}
                objective: {metric: accuracy, goal: %s}
                parameters:
                  lr: {type: float, min: 1.0e-4, max: 1.0, scale: log}
                  layers: {type: int, min: 1, max: 8}
                maxTrials: 40
                parallelism: 2
                trial: {command: [train]}
                """.formatted(name, goal);
    }

    static StudySpec spec(String name, String goal) {
        SpecResult result = SpecReader.read(text(name, goal), "study.yaml");
        if (result instanceof SpecResult.Valid valid) {
            return valid.spec();
        }
        throw new AssertionError(result.all().toString());
    }

    static Study study(String name, String uid, String goal, long createdMillis) {
        return new Study(
                name,
                uid,
                spec(name, goal),
                "# mine\n" + text(name, goal),
                42,
                "ab".repeat(32),
                StudyState.ACTIVE,
                "",
                createdMillis,
                0);
    }

    static StudyChange created(String name, String uid) {
        return new StudyChange.StudyCreated(study(name, uid, "maximize", T0));
    }

    static Trial trial(int number) {
        return new Trial(
                number,
                TrialState.QUEUED,
                parameters(number),
                "sobol",
                number - 1,
                null,
                TrialResult.NONE,
                T0 + number,
                0,
                0,
                List.of());
    }

    static Map<String, Object> parameters(int number) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("lr", 0.1 / number);
        parameters.put("layers", (long) number);
        parameters.put("optimizer", "adam");
        parameters.put("nesterov", true);
        parameters.put("whole", 2.0);
        return parameters;
    }

    static StudyChange trialCreated(int number) {
        return new StudyChange.TrialCreated(trial(number));
    }

    static StudyChange attemptCreated(int trial, int attempt) {
        return new StudyChange.AttemptCreated(trial, attempt, AttemptState.QUEUED, "own", T0 + 10);
    }

    static StudyChange running(int trial, int attempt) {
        return new StudyChange.AttemptMoved(
                trial, attempt, List.of(AttemptState.QUEUED, AttemptState.CLAIMED), AttemptState.RUNNING, T0 + 20);
    }

    static StudyChange attemptEnded(int trial, int attempt, AttemptState to) {
        return new StudyChange.AttemptEnded(
                trial,
                attempt,
                List.of(AttemptState.QUEUED, AttemptState.PREPARING, AttemptState.CLAIMED, AttemptState.RUNNING),
                to,
                to == AttemptState.FAILED ? failure() : success(),
                T0 + 30);
    }

    static GangOutcome success() {
        return new GangOutcome(0, ExitOutcome.success(), false, "41 points from stdout", List.of("loss"));
    }

    static GangOutcome failure() {
        return new GangOutcome(
                1,
                new ExitOutcome(FailureKind.SIGNAL, -1, 11, "rank 1 was ended by signal 11", List.of("oh", "no")),
                false,
                "no points",
                List.of());
    }

    static StudyChange moved(int trial, TrialState from, TrialState to) {
        return new StudyChange.TrialMoved(trial, from, to, TrialResult.NONE, T0 + 40);
    }

    static StudyChange ended(int trial, TrialState from, double accuracy) {
        return new StudyChange.TrialMoved(trial, from, TrialState.SUCCEEDED, result(accuracy), T0 + 50 + trial);
    }

    static TrialResult result(double accuracy) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", accuracy);
        metrics.put("loss", Double.POSITIVE_INFINITY);
        return new TrialResult(metrics, 7, FailureKind.NONE, "");
    }

    static StudyChange observed(int trial, int attempt, long position, MetricPoint... points) {
        return new StudyChange.Observed(new Observations(trial, attempt, 0, position, List.of(points)), T0 + 25);
    }

    static MetricPoint point(String metric, long step, double value) {
        return new MetricPoint(metric, step, value, T0 + 1_000 * step);
    }

    static ClaimedGang gang(Epoch epoch) {
        return new ClaimedGang(
                epoch,
                List.of(new RankPlace(0, "node-1", 77, List.of("GPU-1")), new RankPlace(1, "node-2", 78, List.of())));
    }
}
