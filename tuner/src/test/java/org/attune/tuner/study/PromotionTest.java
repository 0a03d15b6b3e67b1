package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.attune.cluster.gang.GangEvent;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PromotionTest {

    private static EngineDriver study(String... lines) {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("earlyStopping: {type: asha, eta: 2, max: 4, mode: promote}");
        return new EngineDriver(SampleStudies.managed(all.toArray(new String[0])));
    }

    /** The trial starts, reports once, and halts as it was told. */
    private static void toRung(EngineDriver driver, int trial, long step, double loss) {
        driver.start(trial);
        driver.points(trial, driver.loss(step, loss));
        assertThat(driver.state(trial)).isEqualTo(TrialState.PAUSED);
        driver.end(trial, EngineDriver.stopped());
    }

    @Test
    void a_paused_trial_frees_its_slot_and_its_attempt_is_not_charged() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 1");
        driver.start(1);
        driver.points(1, driver.loss(1, 5));
        assertThat(driver.state(1)).isEqualTo(TrialState.PAUSED);
        assertThat(driver.lastAttempt(1).state()).isEqualTo(AttemptState.ENDING);
        assertThat(driver.stops.get(0).why()).isEqualTo("ASHA: 5 at the rung of step 1, rank 1 of 1 so far");
        // the slot is taken until the gang has ended
        assertThat(driver.rows.trials()).hasSize(1);
        driver.end(1, EngineDriver.badly(FailureKind.LOST));
        assertThat(driver.state(1)).isEqualTo(TrialState.PAUSED);
        assertThat(driver.lastAttempt(1).state()).isEqualTo(AttemptState.STOPPED);
        assertThat(driver.rows.trials()).hasSize(2);
    }

    @Test
    void the_best_go_on_by_another_attempt_before_anything_new_begins() {
        EngineDriver driver = study("maxTrials: 20", "parallelism: 1");
        for (int trial = 1; trial <= 4; trial++) {
            toRung(driver, trial, 1, 10 - trial);
        }
        // four came to the first rung, as many as two rungs above it ask for
        assertThat(driver.state(4)).isEqualTo(TrialState.QUEUED);
        assertThat(driver.rows.trials()).hasSize(4);
        assertThat(driver.lastAttempt(4).number()).isEqualTo(2);
        assertThat(driver.rows.notes())
                .anySatisfy(note -> assertThat(note.toString())
                        .contains("PROMOTED")
                        .contains("ASHA: rank 1 of 4 at the rung of step 1"));
        toRung(driver, 4, 2, 5);
        toRung(driver, 3, 2, 6);
        // two at the second rung: the better one becomes whole
        assertThat(driver.state(4)).isEqualTo(TrialState.QUEUED);
        driver.start(4);
        driver.points(4, driver.loss(3, 4), driver.loss(4, 3));
        assertThat(driver.state(4)).isEqualTo(TrialState.RUNNING);
        driver.end(4, EngineDriver.well());
        assertThat(driver.state(4)).isEqualTo(TrialState.SUCCEEDED);
        assertThat(driver.rows.trial(4).result().metrics()).containsEntry("loss", 3.0);
    }

    @Test
    void when_no_new_trial_comes_the_best_become_whole_and_the_rest_end_with_what_they_have() {
        EngineDriver driver = study("maxTrials: 3", "parallelism: 1");
        for (int trial = 1; trial <= 3; trial++) {
            toRung(driver, trial, 1, trial);
        }
        toRung(driver, 1, 2, 1);
        driver.start(1);
        driver.points(1, driver.loss(4, 0.5));
        driver.end(1, EngineDriver.well());
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.reason()).isEqualTo("all 3 trials have ended");
        assertThat(driver.rows.trials())
                .extracting(Trial::state)
                .containsExactly(TrialState.SUCCEEDED, TrialState.PRUNED, TrialState.PRUNED);
        assertThat(driver.rows.trial(3).result().metrics()).containsEntry("loss", 3.0);
        assertThat(driver.rows.trial(3).result().reason()).contains("rank 3 of 3");
    }

    @Test
    void a_new_engine_promotes_as_the_old_one_would_have() {
        EngineDriver straight = study("maxTrials: 8", "parallelism: 2");
        EngineDriver restarted = study("maxTrials: 8", "parallelism: 2");
        for (EngineDriver driver : List.of(straight, restarted)) {
            for (int round = 0; round < 60 && !driver.state().ended(); round++) {
                int trial = driver.rows.trials().stream()
                        .filter(t -> t.state() == TrialState.QUEUED)
                        .mapToInt(Trial::number)
                        .findFirst()
                        .orElseThrow();
                long next = driver.lastAttempt(trial).number() == 1
                        ? 1
                        : driver.lastAttempt(trial).number() == 2 ? 2 : 4;
                driver.start(trial);
                driver.points(trial, driver.loss(next, (trial * 7 % 5) / (double) next));
                if (driver == restarted) {
                    driver.restart(round % 2 == 0);
                }
                if (driver.state(trial) == TrialState.PAUSED) {
                    driver.points(trial, driver.loss(next + 1, 9));
                    driver.end(trial, EngineDriver.stopped());
                } else {
                    driver.end(trial, EngineDriver.well());
                }
                if (driver == restarted) {
                    driver.restart(round % 3 == 0);
                }
            }
            assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        }
        assertThat(restarted.rows.trials()).isEqualTo(straight.rows.trials());
        assertThat(straight.rows.trials()).anyMatch(trial -> trial.state() == TrialState.SUCCEEDED);
    }

    @Test
    void a_paused_study_keeps_its_paused_trials_and_a_stopped_one_ends_them_with_their_values() {
        EngineDriver driver = study("maxTrials: 2", "parallelism: 1");
        toRung(driver, 1, 1, 1);
        driver.start(2);
        driver.move(StudyState.PAUSED);
        driver.points(2, driver.loss(1, 2));
        driver.end(2, EngineDriver.stopped());
        // both rest, the budget is used up, and still the study waits for its person
        assertThat(driver.state()).isEqualTo(StudyState.PAUSED);
        assertThat(driver.rows.trials()).allMatch(trial -> trial.state() == TrialState.PAUSED);
        driver.restart(true);
        assertThat(driver.state()).isEqualTo(StudyState.PAUSED);
        driver.move(StudyState.ACTIVE);
        assertThat(driver.state(1)).isEqualTo(TrialState.QUEUED);
        driver.move(StudyState.STOPPING);
        driver.end(1, EngineDriver.stopped());
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.rows.trials()).allMatch(trial -> trial.state() == TrialState.PRUNED);
    }

    @Test
    void a_cancelled_study_ends_its_paused_trials_too() {
        EngineDriver driver = study("maxTrials: 5", "parallelism: 1");
        toRung(driver, 1, 1, 1);
        driver.move(StudyState.CANCELLED);
        driver.end(2, EngineDriver.stopped());
        assertThat(driver.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(driver.state(1)).isEqualTo(TrialState.CANCELLED);
    }

    @Test
    void a_point_may_come_before_the_start_is_told() {
        EngineDriver driver = study("maxTrials: 5", "parallelism: 1");
        driver.points(1, driver.loss(1, 1));
        assertThat(driver.state(1)).isEqualTo(TrialState.PAUSED);
        driver.gang(new GangEvent.Started(driver.id(1), EngineDriver.claim().places()));
        driver.end(1, EngineDriver.stopped());
        assertThat(driver.state(1)).isEqualTo(TrialState.PAUSED);
        assertThat(driver.rows.trials()).hasSize(2);
    }

    @Test
    void a_strategy_sees_what_paused_and_running_trials_had_at_the_rungs() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 2");
        toRung(driver, 1, 1, 5);
        driver.start(2);
        driver.points(2, driver.loss(0, 9), driver.loss(1, 4));
        driver.points(2, driver.loss(2, 3), driver.loss(3, 2));
        driver.end(2, EngineDriver.stopped());
        History history = driver.asks.get(driver.asks.size() - 1).history();
        TrialRecord first = history.trials().get(0);
        assertThat(first.outcome()).isEqualTo(Outcome.PRUNED);
        assertThat(first.objectives()).containsExactly(5.0);
        assertThat(first.curve()).containsExactly(new Reading(1, 5));
        TrialRecord second = history.trials().get(1);
        assertThat(second.curve()).containsExactly(new Reading(1, 4), new Reading(2, 3));
        assertThat(history.trials().get(2).outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void seconds_go_on_where_the_attempt_before_the_pause_ended() {
        EngineDriver driver = new EngineDriver(SampleStudies.managed(
                "maxTrials: 2",
                "parallelism: 1",
                "earlyStopping: {type: asha, eta: 2, min: 10, max: 40, axis: seconds, mode: promote}"));
        long began = driver.now;
        driver.start(1);
        driver.points(1, at(driver, 1, began + 9_999));
        assertThat(driver.state(1)).isEqualTo(TrialState.RUNNING);
        driver.points(1, at(driver, 2, began + 10_000));
        assertThat(driver.state(1)).isEqualTo(TrialState.PAUSED);
        driver.now = began + 12_000;
        driver.end(1, EngineDriver.stopped());
        driver.start(2);
        driver.points(2, at(driver, 9, driver.now + 10_000));
        driver.end(2, EngineDriver.stopped());
        driver.now = began + 100_000;
        driver.start(1);
        driver.points(1, at(driver, 3, driver.now + 7_999));
        assertThat(driver.state(1)).isEqualTo(TrialState.RUNNING);
        driver.points(1, at(driver, 4, driver.now + 8_000));
        assertThat(driver.state(1)).isEqualTo(TrialState.PAUSED);
    }

    private static MetricPoint at(EngineDriver driver, long step, double millis) {
        return new MetricPoint("loss", step, step, (long) millis);
    }
}
