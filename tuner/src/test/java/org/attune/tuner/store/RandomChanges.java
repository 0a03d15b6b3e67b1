package org.attune.tuner.store;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.ClientLease;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialState;

/** Draws changes that are legal about three times in four, judged by a model. */
final class RandomChanges {

    private static final List<TrialState> TRIAL_STATES = List.of(
            TrialState.QUEUED,
            TrialState.RUNNING,
            TrialState.STOPPING,
            TrialState.PAUSED,
            TrialState.SUCCEEDED,
            TrialState.PRUNED,
            TrialState.FAILED,
            TrialState.CANCELLED);

    private final SplittableRandom random;
    private final String name;
    private final String uid;

    RandomChanges(SplittableRandom random, String name, String uid) {
        this.random = random;
        this.name = name;
        this.uid = uid;
    }

    List<StudyChange> commit(StoreModel model) {
        List<StudyChange> changes = new ArrayList<>();
        StoreModel ahead = model.copy();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            StudyChange change = draw(ahead);
            changes.add(change);
            try {
                ahead.apply(change);
            } catch (StoreModel.Refused expected) {
                // the rest of the commit is drawn from the state before
            }
        }
        return changes;
    }

    private StudyChange draw(StoreModel model) {
        if (model.study == null || random.nextInt(200) == 0) {
            return Samples.created(name, uid);
        }
        int trial = 1 + random.nextInt(model.trials.size() + (random.nextInt(8) == 0 ? 2 : 1));
        Trial known = model.trials.get(trial);
        int attempts = known == null ? 0 : known.attempts().size();
        int attempt = random.nextInt(10) == 0 ? random.nextInt(3) : Math.max(1, attempts);
        switch (random.nextInt(11)) {
            case 0:
                return new StudyChange.StudyMoved(
                        random.nextInt(4) == 0 ? any(StudyState.values()) : model.study.state(),
                        any(StudyState.values()),
                        "because " + random.nextInt(100),
                        time());
            case 1, 2:
                return Samples.trialCreated(random.nextInt(8) == 0 ? trial : model.trials.size() + 1);
            case 3, 4:
                return new StudyChange.TrialMoved(
                        trial,
                        known == null || random.nextInt(6) == 0 ? any(TRIAL_STATES) : known.state(),
                        any(TRIAL_STATES),
                        Samples.result(random.nextInt(5) == 0 ? Double.NaN : random.nextDouble()),
                        time());
            case 5:
                return new StudyChange.TrialLeased(trial, new ClientLease("c" + random.nextInt(3), 600, time()));
            case 6:
                return new StudyChange.AttemptCreated(
                        trial,
                        random.nextInt(8) == 0 ? attempt : attempts + 1,
                        random.nextBoolean() ? AttemptState.QUEUED : AttemptState.RUNNING,
                        "own",
                        time());
            case 7:
                return new StudyChange.AttemptMoved(
                        trial,
                        attempt,
                        List.of(AttemptState.QUEUED, AttemptState.CLAIMED, AttemptState.RUNNING),
                        random.nextBoolean() ? AttemptState.RUNNING : AttemptState.ENDING,
                        time());
            case 8:
                return new StudyChange.AttemptEnded(
                        trial,
                        attempt,
                        random.nextBoolean()
                                ? List.of(AttemptState.RUNNING, AttemptState.ENDING)
                                : List.of(AttemptState.QUEUED, AttemptState.PREPARING, AttemptState.CLAIMED),
                        random.nextBoolean() ? AttemptState.FAILED : AttemptState.LOST,
                        random.nextBoolean() ? Samples.failure() : null,
                        time());
            case 9:
                return observed(model, trial, attempt);
            default:
                return random.nextBoolean()
                        ? new StudyChange.Noted(random.nextInt(3) == 0 ? trial : 0, "NOTE", "text", time())
                        : new StudyChange.Answered(
                                "r" + random.nextInt(40), "{\"n\":" + random.nextInt() + "}", time());
        }
    }

    private StudyChange observed(StoreModel model, int trial, int attempt) {
        int rank = random.nextInt(2);
        long stored = model.streams.getOrDefault(trial + "-" + attempt + "-" + rank, 0L);
        long position = random.nextInt(5) == 0 ? random.nextInt(4) : stored + 1;
        List<MetricPoint> points = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            points.add(Samples.point("m" + random.nextInt(2), random.nextInt(10), random.nextDouble()));
        }
        return new StudyChange.Observed(new Observations(trial, attempt, rank, position, points), time());
    }

    private long time() {
        return Samples.T0 + random.nextInt(1_000_000);
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
