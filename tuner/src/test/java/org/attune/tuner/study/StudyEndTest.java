package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.search.strategy.Proposals;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StudyEndTest {

    private static EngineDriver study(String... lines) {
        return new EngineDriver(SampleStudies.managed(lines));
    }

    private static void fail(EngineDriver driver, int trial, FailureKind kind) {
        driver.start(trial);
        driver.end(trial, EngineDriver.badly(kind));
    }

    @Test
    void the_target_ends_the_study_and_stops_the_rest_with_what_they_reached() {
        EngineDriver driver =
                study("objective: {metric: loss, goal: minimize, target: 0.1}", "maxTrials: 9", "parallelism: 3");
        driver.start(2);
        driver.points(2, driver.loss(1, 0.5));
        driver.start(3);
        driver.run(1, 0.1);
        assertThat(driver.state()).isEqualTo(StudyState.STOPPING);
        assertThat(driver.stops).hasSize(2);
        driver.end(2, EngineDriver.stopped());
        driver.end(3, EngineDriver.stopped());
        assertThat(driver.state(2)).isEqualTo(TrialState.PRUNED);
        assertThat(driver.state(3)).isEqualTo(TrialState.CANCELLED);
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.reason()).isEqualTo("trial 1 reached the target");
    }

    @Test
    void too_many_failed_trials_fail_the_study() {
        EngineDriver driver = study("maxTrials: 20", "parallelism: 2", "maxFailedTrials: 2");
        driver.run(1, 1);
        fail(driver, 2, FailureKind.USER_CODE);
        fail(driver, 3, FailureKind.USER_CODE);
        driver.end(4, EngineDriver.stopped());
        assertThat(driver.state()).isEqualTo(StudyState.FAILED);
        assertThat(driver.reason()).contains("maxFailedTrials: 2").contains("it was USER_CODE");
        assertThat(driver.rows.trials()).hasSize(4);
    }

    @Test
    void an_objective_that_is_never_seen_ends_the_study_after_three_trials() {
        EngineDriver driver = study("maxTrials: 40", "parallelism: 1");
        for (int trial = 1; trial <= 3; trial++) {
            driver.start(trial);
            driver.end(trial, new GangOutcome(0, ExitOutcome.success(), false, "3 lines ignored", List.of("val_loss")));
        }
        assertThat(driver.state()).isEqualTo(StudyState.FAILED);
        assertThat(driver.rows.trials()).hasSize(3);
        assertThat(driver.reason()).contains("first 3 trials all failed").contains("objective: {metric: val_loss}");
    }

    @Test
    void crashes_that_may_depend_on_the_point_get_ten_trials() {
        EngineDriver driver = study("maxTrials: 40", "parallelism: 1");
        for (int trial = 1; trial <= 10; trial++) {
            assertThat(driver.state()).isEqualTo(StudyState.ACTIVE);
            fail(driver, trial, FailureKind.USER_CODE);
        }
        assertThat(driver.state()).isEqualTo(StudyState.FAILED);
    }

    @Test
    void one_success_or_another_kind_of_failure_keeps_a_study_going() {
        EngineDriver driver = study("maxTrials: 40", "parallelism: 1");
        fail(driver, 1, FailureKind.START_FAILED);
        fail(driver, 2, FailureKind.USER_CODE);
        fail(driver, 3, FailureKind.START_FAILED);
        fail(driver, 4, FailureKind.START_FAILED);
        fail(driver, 5, FailureKind.START_FAILED);
        assertThat(driver.state()).isEqualTo(StudyState.ACTIVE);
    }

    @Test
    void a_study_without_a_success_has_failed_and_says_why() {
        EngineDriver driver = study("maxTrials: 2", "parallelism: 1");
        fail(driver, 1, FailureKind.USER_CODE);
        fail(driver, 2, FailureKind.OUT_OF_MEMORY);
        assertThat(driver.state()).isEqualTo(StudyState.FAILED);
        assertThat(driver.reason()).isEqualTo("all 2 trials have ended; no trial succeeded: it was OUT_OF_MEMORY");
    }

    @Test
    void time_is_up_when_the_spec_says_so() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 1", "stopWhen: {duration: 1h}");
        driver.start(1);
        driver.points(1, driver.loss(1, 1));
        driver.pass(Duration.ofMinutes(59));
        assertThat(driver.state()).isEqualTo(StudyState.ACTIVE);
        driver.pass(Duration.ofMinutes(1));
        assertThat(driver.state()).isEqualTo(StudyState.STOPPING);
        driver.end(1, EngineDriver.stopped());
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.reason()).contains("1h");
    }

    @Test
    void no_progress_ends_a_study() {
        EngineDriver trials = study("maxTrials: 99", "parallelism: 1", "stopWhen: {noProgressTrials: 2}");
        trials.run(1, 1);
        trials.run(2, 2);
        assertThat(trials.state()).isEqualTo(StudyState.ACTIVE);
        trials.run(3, 1);
        assertThat(trials.reason()).isEqualTo("2 trials in a row without progress");
        EngineDriver time = study("maxTrials: 99", "parallelism: 1", "stopWhen: {noProgressFor: 30m}");
        time.run(1, 1);
        time.pass(Duration.ofMinutes(20));
        time.run(2, 0.5);
        time.pass(Duration.ofMinutes(29));
        assertThat(time.state()).isEqualTo(StudyState.ACTIVE);
        time.pass(Duration.ofMinutes(1));
        time.end(3, EngineDriver.stopped());
        assertThat(time.state()).isEqualTo(StudyState.SUCCEEDED);
    }

    @Test
    void an_exhausted_space_ends_the_study_when_the_last_trial_has() {
        EngineDriver driver = study("maxTrials: 99", "parallelism: 2");
        driver.propose = false;
        driver.run(1, 1);
        driver.feed(new StudyEvent.Proposed(
                1, new Proposals(List.of(), java.util.Optional.of("every point was tried")), driver.now));
        assertThat(driver.state()).isEqualTo(StudyState.ACTIVE);
        driver.run(2, 1);
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.reason()).isEqualTo("every point was tried");
    }

    @Test
    void a_strategy_that_breaks_ends_the_study() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 1");
        driver.propose = false;
        driver.run(1, 1);
        driver.feed(new StudyEvent.ProposalFailed(1, "out of ideas", driver.now));
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.reason()).contains("out of ideas");
    }

    @Test
    void a_stopped_study_lets_what_runs_finish_and_starts_nothing() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 2");
        driver.start(1);
        assertThat(driver.move(StudyState.STOPPING)).isEqualTo(new StudyReply.Moved(StudyState.STOPPING));
        assertThat(driver.stops).extracting(StudyEffect.StopGang::attempt).containsExactly(driver.id(2));
        driver.end(2, EngineDriver.stopped());
        driver.points(1, driver.loss(1, 1));
        driver.end(1, EngineDriver.well());
        assertThat(driver.state(1)).isEqualTo(TrialState.SUCCEEDED);
        assertThat(driver.state(2)).isEqualTo(TrialState.CANCELLED);
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.move(StudyState.STOPPING)).isEqualTo(new StudyReply.Moved(StudyState.SUCCEEDED));
        assertThat(driver.move(StudyState.CANCELLED)).isInstanceOf(StudyReply.Denied.class);
    }

    @Test
    void a_cancel_outlives_a_restart_and_a_cancel_escalates_a_stop() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 1");
        driver.start(1);
        driver.points(1, driver.loss(1, 1));
        driver.move(StudyState.STOPPING);
        assertThat(driver.stops).isEmpty();
        driver.move(StudyState.CANCELLED);
        assertThat(driver.stops).hasSize(1);
        driver.restart(true);
        assertThat(driver.submitted).hasSize(1);
        assertThat(driver.stops).hasSize(1);
        driver.end(1, EngineDriver.stopped());
        assertThat(driver.state(1)).isEqualTo(TrialState.CANCELLED);
        assertThat(driver.state()).isEqualTo(StudyState.CANCELLED);
    }

    @Test
    void a_paused_study_takes_back_what_waits_and_lets_run_what_runs() {
        EngineDriver driver = study("maxTrials: 3", "parallelism: 2");
        driver.start(1);
        driver.move(StudyState.PAUSED);
        assertThat(driver.move(StudyState.PAUSED)).isEqualTo(new StudyReply.Moved(StudyState.PAUSED));
        assertThat(driver.stops).extracting(StudyEffect.StopGang::attempt).containsExactly(driver.id(2));
        driver.end(2, EngineDriver.stopped());
        assertThat(driver.state(2)).isEqualTo(TrialState.QUEUED);
        driver.points(1, driver.loss(1, 1));
        driver.end(1, EngineDriver.well());
        assertThat(driver.rows.trials()).hasSize(2);
        int before = driver.submitted.size();
        driver.move(StudyState.ACTIVE);
        assertThat(driver.submitted.size()).isEqualTo(before + 2);
        driver.run(2, 1);
        driver.run(3, 1);
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
    }

    @Test
    void a_held_trial_can_be_cancelled_and_needs_no_runner_for_it() {
        EngineDriver driver = study("maxTrials: 1");
        driver.move(StudyState.PAUSED);
        driver.restart(true);
        assertThat(driver.submitted).isEmpty();
        driver.move(StudyState.CANCELLED);
        assertThat(driver.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(driver.state(1)).isEqualTo(TrialState.CANCELLED);
    }

    @Test
    void one_trial_can_be_stopped_or_cancelled() {
        EngineDriver driver = study("maxTrials: 2", "parallelism: 2");
        driver.start(1);
        driver.start(2);
        driver.points(1, driver.loss(1, 1));
        driver.points(2, driver.loss(1, 1));
        driver.endTrial(1, false);
        driver.endTrial(2, false);
        driver.endTrial(2, true);
        driver.end(1, EngineDriver.stopped());
        driver.end(2, EngineDriver.stopped());
        assertThat(driver.state(1)).isEqualTo(TrialState.PRUNED);
        assertThat(driver.lastAttempt(1).state()).isEqualTo(AttemptState.STOPPED);
        assertThat(driver.state(2)).isEqualTo(TrialState.CANCELLED);
        assertThat(driver.endTrial(1, false)).isEqualTo(new StudyReply.TrialDone(1));
        assertThat(driver.endTrial(1, true)).isInstanceOf(StudyReply.Denied.class);
        assertThat(driver.endTrial(7, true)).isInstanceOf(StudyReply.Denied.class);
    }

    @Test
    void a_trial_that_was_faster_than_its_stop_has_succeeded() {
        EngineDriver driver = study("maxTrials: 1");
        driver.start(1);
        driver.points(1, driver.loss(1, 1));
        driver.endTrial(1, false);
        driver.end(1, EngineDriver.well());
        assertThat(driver.state(1)).isEqualTo(TrialState.SUCCEEDED);
    }

    @Test
    void a_stopped_trial_whose_node_is_lost_keeps_what_it_reached() {
        EngineDriver driver = study("maxTrials: 1");
        driver.start(1);
        driver.points(1, driver.loss(1, 1));
        driver.endTrial(1, false);
        driver.end(1, EngineDriver.badly(FailureKind.LOST));
        assertThat(driver.state(1)).isEqualTo(TrialState.PRUNED);
        assertThat(driver.lastAttempt(1).state()).isEqualTo(AttemptState.LOST);
    }

    @Test
    void the_stopping_rule_stops_a_poor_trial_in_the_commit_of_its_points() {
        EngineDriver driver = study("maxTrials: 8", "parallelism: 8", "earlyStopping: {type: asha, eta: 2, min: 1}");
        for (int trial = 1; trial <= 8; trial++) {
            driver.start(trial);
        }
        for (int trial = 1; trial <= 8; trial++) {
            driver.points(trial, driver.loss(1, trial));
        }
        assertThat(driver.stops).isNotEmpty();
        int stopped = driver.stops.get(0).attempt().trial();
        assertThat(driver.state(stopped)).isEqualTo(TrialState.STOPPING);
        assertThat(driver.lastAttempt(stopped).state()).isEqualTo(AttemptState.ENDING);
        assertThat(driver.state(1)).isEqualTo(TrialState.RUNNING);
        int stops = driver.stops.size();
        driver.restart(false);
        driver.points(1, driver.loss(2, 0.1));
        assertThat(driver.stops.stream()
                        .map(s -> s.attempt().trial())
                        .distinct()
                        .count())
                .isEqualTo(stops);
        driver.end(stopped, EngineDriver.stopped());
        assertThat(driver.state(stopped)).isEqualTo(TrialState.PRUNED);
        assertThat(driver.rows.trial(stopped).result().reason()).isNotEmpty();
    }
}
