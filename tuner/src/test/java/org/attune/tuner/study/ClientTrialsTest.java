package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.StudyReply.Denial;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ClientTrialsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static EngineDriver study(String... lines) {
        return new EngineDriver(SampleStudies.external(lines));
    }

    private static List<Integer> trials(StudyReply reply) {
        assertThat(reply).isInstanceOf(StudyReply.Suggested.class);
        return ((StudyReply.Suggested) reply).trials();
    }

    private static Denial denied(StudyReply reply) {
        assertThat(reply).isInstanceOf(StudyReply.Denied.class);
        return ((StudyReply.Denied) reply).why();
    }

    @Test
    void nothing_is_proposed_before_a_client_asks() {
        EngineDriver driver = study("maxTrials: 3");
        assertThat(driver.rows.trials()).isEmpty();
        assertThat(trials(driver.suggest())).containsExactly(1);
        assertThat(driver.rows.trial(1).state()).isEqualTo(TrialState.RUNNING);
        assertThat(driver.submitted).isEmpty();
    }

    @Test
    void a_whole_study_of_ask_report_and_tell() {
        EngineDriver driver = study("maxTrials: 2");
        for (int trial = 1; trial <= 2; trial++) {
            assertThat(trials(driver.suggest())).containsExactly(trial);
            assertThat(driver.report(trial, driver.loss(1, trial)))
                    .isEqualTo(new StudyReply.Reported(false, "", 1, driver.now + 60_000));
            assertThat(driver.complete(trial, Map.of(), TrialState.SUCCEEDED))
                    .isEqualTo(new StudyReply.TrialDone(trial));
        }
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.suggest()).isEqualTo(new StudyReply.Suggested(List.of(), StudyState.SUCCEEDED));
    }

    @Test
    void several_trials_in_one_answer_up_to_the_budget() {
        EngineDriver driver = study("maxTrials: 3");
        long token = driver.suggest(5, "", MINUTE, Duration.ZERO, null);
        assertThat(trials(driver.reply(token))).containsExactly(1, 2, 3);
        assertThat(denied(driver.reply(driver.suggest(101, "", MINUTE, Duration.ZERO, null))))
                .isEqualTo(Denial.BAD_REQUEST);
        assertThat(trials(driver.suggest())).isEmpty();
    }

    @Test
    void a_client_that_comes_back_gets_its_trial_again() {
        EngineDriver driver = study("maxTrials: 9");
        assertThat(trials(driver.reply(driver.suggest(1, "me", MINUTE, Duration.ZERO, null))))
                .containsExactly(1);
        assertThat(trials(driver.reply(driver.suggest(1, "you", MINUTE, Duration.ZERO, null))))
                .containsExactly(2);
        driver.restart(true);
        assertThat(trials(driver.reply(driver.suggest(1, "me", MINUTE, Duration.ZERO, null))))
                .containsExactly(1);
    }

    @Test
    void the_same_request_gets_the_same_trials_after_a_restart_too() {
        EngineDriver driver = study("maxTrials: 9");
        assertThat(trials(driver.reply(driver.suggest(2, "", MINUTE, Duration.ZERO, "r"))))
                .containsExactly(1, 2);
        driver.restart(true);
        assertThat(trials(driver.reply(driver.suggest(2, "", MINUTE, Duration.ZERO, "r"))))
                .containsExactly(1, 2);
        assertThat(driver.rows.trials()).hasSize(2);
    }

    @Test
    void two_copies_of_a_request_that_wait_together_get_the_same_trials() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 1");
        driver.suggest();
        long one = driver.suggest(1, "", MINUTE, MINUTE, "r");
        long two = driver.suggest(1, "", MINUTE, MINUTE, "r");
        assertThat(driver.replied(one)).isFalse();
        driver.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED);
        assertThat(trials(driver.reply(one))).containsExactly(2);
        assertThat(trials(driver.reply(two))).containsExactly(2);
    }

    @Test
    void who_waits_is_served_when_there_is_room_or_sent_away_in_time() {
        EngineDriver driver = study("maxTrials: 9", "parallelism: 1");
        driver.suggest();
        long waits = driver.suggest(1, "", MINUTE, Duration.ofSeconds(20), null);
        assertThat(driver.replied(waits)).isFalse();
        driver.pass(Duration.ofSeconds(21));
        assertThat(driver.reply(waits)).isEqualTo(new StudyReply.Suggested(List.of(), StudyState.ACTIVE));
    }

    @Test
    void an_expired_lease_fails_the_trial_and_its_point_is_lent_once_more() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest();
        driver.pass(Duration.ofSeconds(61));
        assertThat(driver.state(1)).isEqualTo(TrialState.FAILED);
        assertThat(driver.rows.trial(1).result().reason()).startsWith("LEASE_EXPIRED");
        assertThat(denied(driver.report(1, driver.loss(1, 1)))).isEqualTo(Denial.LEASE_LOST);
        assertThat(denied(driver.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED)))
                .isEqualTo(Denial.LEASE_LOST);
        driver.restart(true);
        driver.suggest();
        assertThat(driver.rows.trial(2).parameters())
                .isEqualTo(driver.rows.trial(1).parameters());
        driver.pass(Duration.ofSeconds(61));
        driver.suggest();
        assertThat(driver.rows.trial(3).parameters())
                .isNotEqualTo(driver.rows.trial(1).parameters());
    }

    @Test
    void a_report_renews_the_lease() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest();
        for (int i = 0; i < 5; i++) {
            driver.pass(Duration.ofSeconds(59));
            assertThat(driver.report(1, driver.loss(i, 1))).isInstanceOf(StudyReply.Reported.class);
        }
        driver.pass(Duration.ofSeconds(91));
        assertThat(driver.state(1)).isEqualTo(TrialState.FAILED);
    }

    @Test
    void should_stop_is_sticky_and_the_result_is_a_partial_one() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest();
        driver.report(1, driver.loss(1, 1));
        driver.endTrial(1, false);
        for (int i = 0; i < 2; i++) {
            StudyReply.Reported told = (StudyReply.Reported) driver.report(1, driver.loss(2, 0.5));
            assertThat(told.shouldStop()).isTrue();
            assertThat(told.stopReason()).contains("stopped by hand");
            driver.restart(true);
        }
        driver.complete(1, Map.of(), TrialState.SUCCEEDED);
        assertThat(driver.state(1)).isEqualTo(TrialState.PRUNED);
        assertThat(driver.complete(1, Map.of(), TrialState.SUCCEEDED)).isEqualTo(new StudyReply.TrialDone(1));
    }

    @Test
    void a_stopped_trial_whose_client_vanishes_keeps_what_it_reached() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest();
        driver.report(1, driver.loss(1, 1));
        driver.endTrial(1, false);
        driver.pass(Duration.ofMinutes(2));
        assertThat(driver.state(1)).isEqualTo(TrialState.PRUNED);
    }

    @Test
    void the_same_result_twice_is_fine_and_another_one_is_a_conflict() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest();
        driver.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED);
        assertThat(driver.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED))
                .isEqualTo(new StudyReply.TrialDone(1));
        assertThat(denied(driver.complete(1, Map.of("loss", 2.0), TrialState.SUCCEEDED)))
                .isEqualTo(Denial.RESULT_CONFLICT);
        assertThat(denied(driver.complete(1, Map.of(), TrialState.FAILED))).isEqualTo(Denial.RESULT_CONFLICT);
        assertThat(denied(driver.report(1, driver.loss(1, 1)))).isEqualTo(Denial.WRONG_STATE);
    }

    @Test
    void a_success_needs_its_objective_and_failures_do_not() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest(4, "", MINUTE, Duration.ZERO, null);
        assertThat(denied(driver.complete(1, Map.of("other", 1.0), TrialState.SUCCEEDED)))
                .isEqualTo(Denial.OBJECTIVE_MISSING);
        driver.complete(1, Map.of(), TrialState.FAILED);
        driver.complete(2, Map.of(), TrialState.INFEASIBLE);
        driver.complete(3, Map.of("loss", Double.NaN), TrialState.SUCCEEDED);
        driver.complete(4, Map.of("loss", 3.0), TrialState.PRUNED);
        assertThat(driver.rows.trials())
                .extracting(Trial::state)
                .containsExactly(TrialState.FAILED, TrialState.INFEASIBLE, TrialState.FAILED, TrialState.PRUNED);
        assertThat(driver.rows.trial(3).result().failure()).isEqualTo(FailureKind.OBJECTIVE_NAN);
        assertThat(denied(driver.complete(9, Map.of(), TrialState.FAILED))).isEqualTo(Denial.NOT_FOUND);
    }

    @Test
    void cancelling_a_study_takes_the_trials_from_their_clients() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest();
        driver.move(StudyState.CANCELLED);
        assertThat(driver.state()).isEqualTo(StudyState.CANCELLED);
        assertThat(denied(driver.report(1, driver.loss(1, 1)))).isEqualTo(Denial.WRONG_STATE);
        assertThat(denied(driver.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED)))
                .isEqualTo(Denial.WRONG_STATE);
    }

    @Test
    void a_stopped_study_waits_for_its_clients() {
        EngineDriver driver = study("maxTrials: 9");
        driver.suggest(2, "", MINUTE, Duration.ZERO, null);
        driver.move(StudyState.STOPPING);
        driver.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED);
        driver.endTrial(2, false);
        driver.complete(2, Map.of(), TrialState.FAILED);
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
    }

    @Test
    void a_study_that_runs_its_own_trials_lends_none_unless_it_is_allowed() {
        EngineDriver own = new EngineDriver(SampleStudies.managed("maxTrials: 9"));
        assertThat(denied(own.suggest())).isEqualTo(Denial.WRONG_STATE);
        EngineDriver mixed = new EngineDriver(SampleStudies.managed(
                "maxTrials: 4", "parallelism: 1", "trial: {command: [train], external: allowed}"));
        assertThat(trials(mixed.suggest())).containsExactly(2);
        assertThat(denied(mixed.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED)))
                .isEqualTo(Denial.WRONG_STATE);
        mixed.run(1, 1);
        mixed.complete(2, Map.of("loss", 1.0), TrialState.SUCCEEDED);
        mixed.run(3, 1);
        mixed.run(4, 1);
        assertThat(mixed.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(mixed.rows.trials()).hasSize(4);
    }

    @Test
    void a_trial_on_nodes_may_report_over_the_api_as_well() {
        EngineDriver driver = new EngineDriver(SampleStudies.managed("maxTrials: 1"));
        driver.start(1);
        assertThat(driver.report(1, driver.loss(1, 0.5))).isEqualTo(new StudyReply.Reported(false, "", 1, 0));
        driver.end(1, EngineDriver.well());
        assertThat(driver.rows.trial(1).result().metrics()).containsEntry("loss", 0.5);
    }
}
