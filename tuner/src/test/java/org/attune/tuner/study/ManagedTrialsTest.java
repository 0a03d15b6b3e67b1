package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ManagedTrialsTest {

    private static EngineDriver study(String... lines) {
        return new EngineDriver(SampleStudies.managed(lines));
    }

    @Test
    void as_many_trials_run_as_the_spec_says_and_no_more_than_its_budget() {
        EngineDriver driver = study("maxTrials: 5", "parallelism: 2");
        assertThat(driver.rows.trials()).hasSize(2);
        assertThat(driver.submitted).hasSize(2);
        for (int trial = 1; trial <= 5; trial++) {
            driver.run(trial, trial);
        }
        assertThat(driver.rows.trials()).hasSize(5).allMatch(trial -> trial.state() == TrialState.SUCCEEDED);
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.reason()).isEqualTo("all 5 trials have ended");
        assertThat(driver.ends).isEqualTo(1);
    }

    @Test
    void the_same_trials_are_tried_whatever_the_parallelism() {
        EngineDriver one = study("maxTrials: 6", "parallelism: 1");
        EngineDriver four = study("maxTrials: 6", "parallelism: 4");
        for (int trial = 1; trial <= 6; trial++) {
            one.run(trial, 1);
            four.run(trial, 1);
        }
        assertThat(four.rows.trials().stream().map(Trial::parameters))
                .isEqualTo(one.rows.trials().stream().map(Trial::parameters).toList());
    }

    @Test
    void a_trial_remembers_at_which_history_it_was_proposed() {
        EngineDriver driver = study("maxTrials: 4", "parallelism: 1");
        for (int trial = 1; trial <= 4; trial++) {
            driver.run(trial, 1);
        }
        assertThat(driver.rows.trials()).extracting(Trial::history).containsExactly(0, 1, 2, 3);
    }

    @Test
    void only_one_ask_for_proposals_is_under_way() {
        EngineDriver driver = study("maxTrials: 10", "parallelism: 3");
        driver.propose = false;
        driver.run(1, 1);
        driver.run(2, 1);
        assertThat(driver.asks).hasSize(2);
        assertThat(driver.asks.get(1).count()).isEqualTo(1);
        driver.feed(new StudyEvent.Proposed(
                1, SampleStudies.strategy().propose(driver.asks.get(1).history(), 1), driver.now));
        assertThat(driver.rows.trials()).hasSize(4);
        assertThat(driver.asks).hasSize(3);
    }

    @Test
    void a_late_answer_to_an_ask_of_an_earlier_life_changes_nothing() {
        EngineDriver driver = study("maxTrials: 10", "parallelism: 1");
        driver.feed(new StudyEvent.Proposed(
                0, SampleStudies.strategy().propose(driver.asks.get(0).history(), 1), driver.now));
        assertThat(driver.rows.trials()).hasSize(1);
    }

    @Test
    void the_value_that_counts_is_the_one_the_spec_takes() {
        for (String[] expected : new String[][] {{"last", "3.0", "9"}, {"best", "1.0", "2"}, {"max", "5.0", "1"}}) {
            EngineDriver driver =
                    study("objective: {metric: loss, goal: minimize, take: " + expected[0] + "}", "maxTrials: 1");
            driver.start(1);
            driver.points(1, driver.loss(1, 5), driver.loss(2, 1));
            driver.points(1, driver.loss(9, 3), driver.loss(4, 2));
            driver.end(1, EngineDriver.well());
            TrialResult result = driver.rows.trial(1).result();
            assertThat(result.metrics()).containsEntry("loss", Double.parseDouble(expected[1]));
            assertThat(result.step()).isEqualTo(Long.parseLong(expected[2]));
        }
    }

    @Test
    void a_success_needs_the_objective_and_the_reason_names_what_was_printed_instead() {
        EngineDriver driver = study("maxTrials: 1");
        driver.start(1);
        driver.end(
                1, new GangOutcome(0, ExitOutcome.success(), false, "3 lines ignored", List.of("epoch", "Loss", "lr")));
        TrialResult result = driver.rows.trial(1).result();
        assertThat(driver.state(1)).isEqualTo(TrialState.FAILED);
        assertThat(result.failure()).isEqualTo(FailureKind.NO_OBJECTIVE);
        assertThat(result.reason())
                .contains("no value of loss was reported: 3 lines ignored")
                .contains("also printed: epoch, Loss, lr")
                .contains("objective: {metric: Loss}");
        assertThat(driver.state()).isEqualTo(StudyState.FAILED);
    }

    @Test
    void a_final_nan_is_a_failure_of_its_own_kind() {
        EngineDriver driver = study("maxTrials: 1");
        driver.start(1);
        driver.points(1, driver.loss(1, 0.5), driver.loss(2, Double.NaN));
        driver.end(1, EngineDriver.well());
        assertThat(driver.state(1)).isEqualTo(TrialState.FAILED);
        assertThat(driver.rows.trial(1).result().failure()).isEqualTo(FailureKind.OBJECTIVE_NAN);
    }

    @Test
    void an_infinite_objective_is_a_value() {
        EngineDriver driver = study("maxTrials: 1");
        driver.run(1, Double.POSITIVE_INFINITY);
        assertThat(driver.state(1)).isEqualTo(TrialState.SUCCEEDED);
    }

    @Test
    void only_declared_metrics_are_stored() {
        EngineDriver driver = study("maxTrials: 1", "metrics: {collect: [\"train/*\"]}");
        driver.start(1);
        driver.points(
                1,
                driver.loss(1, 1),
                new MetricPoint("train/acc", 1, 0.5, driver.now),
                new MetricPoint("train/a/b", 1, 0.5, driver.now),
                new MetricPoint("grad", 1, 2, driver.now));
        assertThat(driver.rows.observations().get(0).points())
                .extracting(MetricPoint::metric)
                .containsExactly("loss", "train/acc");
    }

    @ParameterizedTest
    @EnumSource(
            value = FailureKind.class,
            names = {"LOST", "NODE", "DEVICE", "INTERNAL"})
    void a_failure_of_the_infrastructure_is_tried_again_as_often_as_the_spec_allows(FailureKind kind) {
        EngineDriver driver = study("maxTrials: 1", "trial: {command: [train], retries: {infrastructure: 2}}");
        for (int attempt = 1; attempt <= 2; attempt++) {
            driver.start(1);
            driver.end(1, EngineDriver.badly(kind));
            assertThat(driver.state(1)).isEqualTo(TrialState.QUEUED);
            assertThat(driver.lastAttempt(1).number()).isEqualTo(attempt + 1);
        }
        driver.start(1);
        driver.end(1, EngineDriver.badly(kind));
        assertThat(driver.state(1)).isEqualTo(TrialState.FAILED);
        assertThat(driver.rows.trial(1).attempts())
                .extracting(Attempt::state)
                .containsOnly(kind == FailureKind.LOST ? AttemptState.LOST : AttemptState.FAILED);
        assertThat(driver.submitted).hasSize(3);
    }

    @Test
    void a_lost_attempt_is_replaced_once_however_often_its_end_is_told() {
        EngineDriver driver = study("maxTrials: 1");
        driver.start(1);
        AttemptId first = driver.id(1);
        driver.end(1, EngineDriver.badly(FailureKind.LOST));
        assertThat(driver.gang(new GangEvent.Ended(first, EngineDriver.badly(FailureKind.LOST))))
                .isEmpty();
        assertThat(driver.rows.trial(1).attempts()).hasSize(2);
        assertThat(driver.submitted).hasSize(2);
    }

    @Test
    void the_programs_own_failures_are_charged_apart_from_those_of_machines() {
        EngineDriver driver = study("maxTrials: 1", "trial: {command: [train], retries: {infrastructure: 1, user: 1}}");
        for (FailureKind kind : List.of(FailureKind.LOST, FailureKind.USER_CODE)) {
            driver.start(1);
            driver.end(1, EngineDriver.badly(kind));
        }
        assertThat(driver.state(1)).isEqualTo(TrialState.QUEUED);
        driver.start(1);
        driver.end(1, EngineDriver.badly(FailureKind.USER_CODE));
        assertThat(driver.state(1)).isEqualTo(TrialState.FAILED);
        assertThat(driver.rows.trial(1).result().reason())
                .contains("it was USER_CODE")
                .contains("attempt 3");
    }

    @Test
    void a_command_that_cannot_start_is_not_tried_again() {
        EngineDriver driver = study("maxTrials: 1", "trial: {command: [train], retries: {infrastructure: 3, user: 3}}");
        driver.end(1, EngineDriver.badly(FailureKind.START_FAILED));
        assertThat(driver.state(1)).isEqualTo(TrialState.FAILED);
        assertThat(driver.rows.trial(1).attempts()).hasSize(1);
    }

    @Test
    void a_preempted_attempt_is_never_charged() {
        EngineDriver driver = study("maxTrials: 1", "trial: {command: [train], retries: {infrastructure: 0}}");
        for (int i = 0; i < 5; i++) {
            driver.start(1);
            driver.end(1, EngineDriver.badly(FailureKind.PREEMPTED));
        }
        driver.run(1, 1);
        assertThat(driver.state(1)).isEqualTo(TrialState.SUCCEEDED);
        assertThat(driver.rows.trial(1).attempts()).hasSize(6);
    }

    @Test
    void a_new_attempt_overwrites_the_lost_one_from_its_first_step_on() {
        EngineDriver driver = study("objective: {metric: loss, goal: minimize, take: best}", "maxTrials: 1");
        driver.start(1);
        AttemptId lost = driver.id(1);
        driver.points(1, driver.loss(1, 0.5), driver.loss(2, 0.3), driver.loss(3, 0.01));
        driver.end(1, EngineDriver.badly(FailureKind.LOST));
        driver.start(1);
        driver.points(1, driver.loss(2, 0.4));
        assertThat(driver.pointsAt(lost, 2, driver.loss(4, 0.001))).isEmpty();
        driver.end(1, EngineDriver.well());
        assertThat(driver.rows.trial(1).result().metrics()).containsEntry("loss", 0.4);
        assertThat(driver.rows.observations()).hasSize(3);
    }

    @Test
    void repeated_points_are_acknowledged_and_change_nothing_and_gaps_are_told_again() {
        EngineDriver driver = study("maxTrials: 1");
        driver.start(1);
        assertThat(driver.pointsAt(driver.id(1), 1, driver.loss(1, 1))).isEmpty();
        assertThat(driver.pointsAt(driver.id(1), 1, driver.loss(1, 9))).isEmpty();
        assertThat(driver.pointsAt(driver.id(1), 3, driver.loss(3, 3))).contains("expected: 2");
        assertThat(driver.rows.observations()).hasSize(1);
    }

    @Test
    void a_gang_of_nobody_is_ended() {
        EngineDriver driver = study("maxTrials: 1");
        AttemptId stranger = new AttemptId(driver.study.uid(), 9, 1);
        assertThat(driver.gang(new GangEvent.Started(stranger, List.of()))).isEmpty();
        assertThat(driver.pointsAt(stranger, 1, driver.loss(1, 1))).isEmpty();
        assertThat(driver.stops).extracting(StudyEffect.StopGang::attempt).contains(stranger);
    }

    @Test
    void auto_keeps_what_fits_and_one_more() {
        EngineDriver driver = study("maxTrials: 50", "parallelism: auto");
        assertThat(driver.rows.trials()).hasSize(1);
        driver.start(1);
        driver.start(2);
        assertThat(driver.rows.trials()).hasSize(3);
        driver.gang(new GangEvent.Waiting(driver.id(3), "waits for 1 CPU"));
        driver.pass(Duration.ofMinutes(10));
        assertThat(driver.rows.trials()).hasSize(3);
        driver.points(1, driver.loss(1, 1));
        driver.end(1, EngineDriver.well());
        driver.start(3);
        assertThat(driver.rows.trials()).hasSize(4);
    }

    @Test
    void auto_does_not_wait_for_ever_for_a_slow_start() {
        EngineDriver driver = study("maxTrials: 50", "parallelism: auto");
        driver.pass(Duration.ofMillis(1_500));
        assertThat(driver.rows.trials()).hasSize(2);
    }

    @Test
    void silence_is_noted_once() {
        EngineDriver driver = study("maxTrials: 1");
        driver.start(1);
        driver.gang(new GangEvent.Silent(driver.id(1), "node a does not answer"));
        driver.gang(new GangEvent.Silent(driver.id(1), "node a does not answer"));
        assertThat(driver.rows.notes())
                .filteredOn(note -> note.kind().equals("SILENT"))
                .hasSize(1);
    }
}
