package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.TrialRecord;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What counts as a good end: outcome constraints, several objectives. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OutcomesTest {

    private static final String CONSTRAINT = "outcomeConstraints: ['latency <= 20 or x < 0', 'latency > 0']";

    private static EngineDriver constrained() {
        return new EngineDriver(SampleStudies.managed("maxTrials: 9", "parallelism: 1", CONSTRAINT));
    }

    private static void run(EngineDriver driver, int trial, double loss, double latency) {
        driver.start(trial);
        driver.points(trial, driver.loss(1, loss), new MetricPoint("latency", 1, latency, driver.now));
        driver.end(trial, EngineDriver.well());
    }

    private static TrialRecord told(EngineDriver driver, int place) {
        History history = driver.asks.get(driver.asks.size() - 1).history();
        return history.trials().get(place);
    }

    @Test
    void a_trial_that_violates_an_outcome_constraint_is_infeasible_and_says_by_what() {
        EngineDriver driver = constrained();
        run(driver, 1, 0.5, 25);
        assertThat(driver.state(1)).isEqualTo(TrialState.INFEASIBLE);
        assertThat(driver.lastAttempt(1).state()).isEqualTo(AttemptState.SUCCEEDED);
        Trial row = driver.rows.trial(1);
        assertThat(row.result().reason())
                .startsWith("\"latency <= 20 or x < 0\" does not hold: latency is 25.0, x is ");
        assertThat(row.result().metrics()).containsEntry("loss", 0.5);
        double x = (Double) row.parameters().get("x");
        assertThat(told(driver, 0).outcome()).isEqualTo(Outcome.INFEASIBLE);
        assertThat(told(driver, 0).objectives()).containsExactly(0.5);
        assertThat(told(driver, 0).violations()).containsExactly(Math.min(5, x), -25.0);
    }

    @Test
    void a_trial_that_keeps_them_succeeds_and_one_that_does_not_report_them_fails() {
        EngineDriver driver = constrained();
        run(driver, 1, 0.5, 20);
        assertThat(driver.state(1)).isEqualTo(TrialState.SUCCEEDED);
        assertThat(told(driver, 0).violations()).containsExactly(-0.0, -20.0);
        driver.run(2, 0.1);
        assertThat(driver.state(2)).isEqualTo(TrialState.FAILED);
        assertThat(driver.rows.trial(2).result().failure()).isEqualTo(FailureKind.NO_OBJECTIVE);
        assertThat(driver.rows.trial(2).result().reason()).contains("latency");
        assertThat(told(driver, 1).outcome()).isEqualTo(Outcome.FAILED);
        run(driver, 3, 0.1, 0);
        assertThat(told(driver, 2).violations().get(1)).isPositive();
    }

    @Test
    void the_history_is_the_same_after_a_restart() {
        EngineDriver driver = constrained();
        run(driver, 1, 0.5, 25);
        run(driver, 2, 0.4, 5);
        driver.run(3, 0.4);
        List<TrialRecord> before = told(driver);
        driver.restart(true);
        run(driver, 4, 0.2, 30);
        assertThat(told(driver).subList(0, 3)).isEqualTo(before.subList(0, 3));
    }

    private static List<TrialRecord> told(EngineDriver driver) {
        return driver.asks.get(driver.asks.size() - 1).history().trials();
    }

    @Test
    void a_client_is_held_to_them_too() {
        EngineDriver driver = new EngineDriver(SampleStudies.external("maxTrials: 3", CONSTRAINT));
        driver.suggest();
        StudyReply incomplete = driver.complete(1, Map.of("loss", 1.0), TrialState.SUCCEEDED);
        assertThat(incomplete)
                .isEqualTo(new StudyReply.Denied(
                        StudyReply.Denial.OBJECTIVE_MISSING,
                        "trial 1 has no value of latency, which outcomeConstraints look at; give it in metrics"));
        Map<String, Double> slow = Map.of("loss", 1.0, "latency", 21.0);
        assertThat(driver.complete(1, slow, TrialState.SUCCEEDED)).isEqualTo(new StudyReply.TrialDone(1));
        assertThat(driver.state(1)).isEqualTo(TrialState.INFEASIBLE);
        assertThat(driver.complete(1, slow, TrialState.SUCCEEDED)).isEqualTo(new StudyReply.TrialDone(1));
        driver.suggest();
        driver.complete(2, Map.of("loss", 1.0, "latency", 2.0), TrialState.SUCCEEDED);
        assertThat(driver.state(2)).isEqualTo(TrialState.SUCCEEDED);
    }

    @Test
    void a_failed_trial_is_told_as_one_whatever_is_learnt_from_it() {
        for (String policy : List.of("worst", "ignore", "infeasible")) {
            EngineDriver driver =
                    new EngineDriver(SampleStudies.managed("maxTrials: 4", "parallelism: 1", "failures: " + policy));
            driver.start(1);
            driver.end(1, EngineDriver.badly(FailureKind.USER_CODE));
            assertThat(told(driver, 0).outcome()).as(policy).isEqualTo(Outcome.FAILED);
        }
    }

    @Test
    void with_several_objectives_a_new_compromise_is_progress() {
        EngineDriver driver = new EngineDriver(SampleStudies.external(
                "maxTrials: 20",
                "stopWhen: {noProgressTrials: 2}",
                "objectives: [{metric: loss, goal: minimize}, {metric: speed, goal: maximize}]"));
        double[][] results = {{1, 1}, {3, 3}, {2, 2}, {2, 2}, {3, 2}};
        for (int i = 0; i < results.length; i++) {
            driver.suggest();
            driver.complete(i + 1, Map.of("loss", results[i][0], "speed", results[i][1]), TrialState.SUCCEEDED);
        }
        // the third is between the first two and best in nothing; the last two add nothing
        assertThat(driver.rows.trials()).hasSize(5);
        assertThat(driver.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(driver.reason()).contains("2 trials");
    }
}
