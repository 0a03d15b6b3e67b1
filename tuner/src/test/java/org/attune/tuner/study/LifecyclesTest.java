package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attune.cluster.gang.GangEvent;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.Transitions;
import org.attune.runner.worker.WorkerState;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LifecyclesTest {

    private static final Path PAGE = Path.of("../docs/states.md");

    private static EngineDriver study(String... lines) {
        return new EngineDriver(SampleStudies.managed(lines));
    }

    /** Brings the first attempt of a study of one trial to a state that only the ledger knows. */
    private static EngineDriver at(AttemptState state) {
        EngineDriver driver = study("maxTrials: 1");
        if (state != AttemptState.QUEUED) {
            driver.rows.ledger(1, 1, AttemptMove.PREPARE, null);
        }
        if (state == AttemptState.CLAIMED || state == AttemptState.RUNNING) {
            driver.rows.ledger(1, 1, AttemptMove.CLAIM, EngineDriver.claim());
        }
        if (state == AttemptState.RUNNING) {
            driver.gang(new GangEvent.Started(driver.id(1), EngineDriver.claim().places()));
        }
        driver.restart(false);
        return driver;
    }

    private static void everyAttemptMove() {
        for (AttemptState from :
                List.of(AttemptState.QUEUED, AttemptState.PREPARING, AttemptState.CLAIMED, AttemptState.RUNNING)) {
            for (FailureKind kind : List.of(FailureKind.NODE, FailureKind.LOST, FailureKind.PREEMPTED)) {
                EngineDriver driver = at(from);
                driver.end(1, EngineDriver.badly(kind));
                assertThat(driver.lastAttempt(1).number()).isEqualTo(2);
            }
            EngineDriver driver = at(from);
            driver.endTrial(1, true);
            assertThat(driver.lastAttempt(1).state()).isEqualTo(AttemptState.ENDING);
            driver.end(1, EngineDriver.stopped());
            assertThat(driver.state(1)).isEqualTo(TrialState.CANCELLED);
        }
        EngineDriver foreign = study("maxTrials: 1");
        foreign.gang(new GangEvent.Started(foreign.id(1), List.of()));
        foreign.points(1, foreign.loss(1, 1));
        foreign.end(1, EngineDriver.well());
        assertThat(foreign.state(1)).isEqualTo(TrialState.SUCCEEDED);
        EngineDriver claimed = at(AttemptState.CLAIMED);
        claimed.gang(new GangEvent.Started(claimed.id(1), List.of()));
        EngineDriver requeued = at(AttemptState.PREPARING);
        requeued.restart(true);
        assertThat(requeued.lastAttempt(1).state()).isEqualTo(AttemptState.QUEUED);
        EngineDriver held = at(AttemptState.PREPARING);
        held.move(StudyState.PAUSED);
        held.restart(true);
        held.endTrial(1, true);
        EngineDriver withdrawn = at(AttemptState.PREPARING);
        withdrawn.endTrial(1, true);
        withdrawn.restart(true);
        assertThat(withdrawn.state(1)).isEqualTo(TrialState.CANCELLED);
        EngineDriver neverPlaced = study("maxTrials: 1");
        neverPlaced.move(StudyState.PAUSED);
        neverPlaced.restart(true);
        neverPlaced.endTrial(1, true);
        assertThat(neverPlaced.state(1)).isEqualTo(TrialState.CANCELLED);
        EngineDriver preparing = at(AttemptState.PREPARING);
        preparing.move(StudyState.PAUSED);
        StudyEngine engine = preparing.rows.engine(SampleStudies.parts(preparing.study));
        preparing.rows.commit(engine.on(new StudyEvent.EndAsked(1, true, "", 1, preparing.now))
                .changes());
        assertThat(preparing.state(1)).isEqualTo(TrialState.CANCELLED);
    }

    private static void everyEndOfStopping() {
        EngineDriver faster = at(AttemptState.RUNNING);
        faster.points(1, faster.loss(1, 1));
        faster.endTrial(1, false);
        faster.end(1, EngineDriver.well());
        EngineDriver lost = at(AttemptState.RUNNING);
        lost.endTrial(1, false);
        lost.endTrial(1, true);
        lost.end(1, EngineDriver.badly(FailureKind.LOST));
        EngineDriver partial = at(AttemptState.RUNNING);
        partial.points(1, partial.loss(1, 1));
        partial.endTrial(1, false);
        partial.end(1, EngineDriver.stopped());
        EngineDriver failed = at(AttemptState.RUNNING);
        failed.end(1, EngineDriver.badly(FailureKind.USER_CODE));
        EngineDriver unstarted = at(AttemptState.QUEUED);
        unstarted.end(1, EngineDriver.badly(FailureKind.START_FAILED));
    }

    private static EngineDriver paused() {
        EngineDriver driver =
                study("maxTrials: 3", "parallelism: 1", "earlyStopping: {type: asha, max: 9, mode: promote}");
        driver.start(1);
        driver.points(1, driver.loss(1, 1));
        assertThat(driver.state(1)).isEqualTo(TrialState.PAUSED);
        return driver;
    }

    private static void everyWayFromAPause() {
        EngineDriver faster = paused();
        faster.end(1, EngineDriver.well());
        assertThat(faster.state(1)).isEqualTo(TrialState.SUCCEEDED);
        EngineDriver stopped = paused();
        stopped.endTrial(1, false);
        assertThat(stopped.state(1)).isEqualTo(TrialState.STOPPING);
        for (boolean cancel : new boolean[] {false, true}) {
            EngineDriver resting = paused();
            resting.end(1, EngineDriver.stopped());
            resting.endTrial(1, cancel);
            assertThat(resting.state(1)).isEqualTo(cancel ? TrialState.CANCELLED : TrialState.PRUNED);
        }
        EngineDriver held = paused();
        held.end(1, EngineDriver.stopped());
        for (int trial = 2; trial <= 3; trial++) {
            held.start(trial);
            held.points(trial, held.loss(1, trial));
            held.end(trial, EngineDriver.stopped());
        }
        assertThat(held.state(1)).isEqualTo(TrialState.QUEUED);
        held.move(StudyState.PAUSED);
        held.restart(true);
        held.endTrial(1, false);
        assertThat(held.state(1)).isEqualTo(TrialState.PRUNED);
    }

    private static void everyEndOfClients() {
        for (boolean stopped : new boolean[] {false, true}) {
            EngineDriver driver = new EngineDriver(SampleStudies.external("maxTrials: 9"));
            driver.suggest(6, "", Duration.ofMinutes(1), Duration.ZERO, null);
            for (int trial = 1; stopped && trial <= 6; trial++) {
                driver.endTrial(trial, false);
            }
            Map<String, Double> loss = Map.of("loss", 1.0);
            driver.complete(1, loss, TrialState.SUCCEEDED);
            driver.complete(2, loss, TrialState.PRUNED);
            driver.complete(3, Map.of(), TrialState.FAILED);
            driver.complete(4, Map.of(), TrialState.INFEASIBLE);
            driver.endTrial(5, true);
            driver.pass(Duration.ofMinutes(2));
            assertThat(driver.rows.trials()).allMatch(trial -> trial.state().ended());
            driver.move(StudyState.STOPPING);
        }
    }

    private static void everyMoveOfStudies() {
        EngineDriver resumed = study("maxTrials: 9");
        resumed.move(StudyState.PAUSED);
        resumed.move(StudyState.ACTIVE);
        resumed.move(StudyState.STOPPING);
        resumed.move(StudyState.CANCELLED);
        resumed.end(1, EngineDriver.stopped());
        assertThat(resumed.state()).isEqualTo(StudyState.CANCELLED);
        for (StudyState to : List.of(StudyState.STOPPING, StudyState.CANCELLED)) {
            study("maxTrials: 9").move(to);
            EngineDriver paused = study("maxTrials: 9");
            paused.move(StudyState.PAUSED);
            paused.move(to);
        }
        EngineDriver failed = study("maxTrials: 1");
        failed.start(1);
        failed.end(1, EngineDriver.well());
        assertThat(failed.state()).isEqualTo(StudyState.FAILED);
        EngineDriver good = study("maxTrials: 1");
        good.run(1, 1);
        assertThat(good.state()).isEqualTo(StudyState.SUCCEEDED);
    }

    @Test
    void every_transition_is_exercised_by_an_engine() {
        everyAttemptMove();
        everyEndOfStopping();
        everyWayFromAPause();
        everyEndOfClients();
        everyMoveOfStudies();
        assertThat(Lifecycles.STUDY.unvisited()).isEmpty();
        assertThat(Lifecycles.TRIAL.unvisited()).isEmpty();
        assertThat(Lifecycles.ATTEMPT.unvisited()).isEmpty();
    }

    @Test
    void an_illegal_transition_cannot_be_written() {
        assertThat(Lifecycles.TRIAL.next(TrialState.SUCCEEDED, Lifecycles.TrialMove.FAIL))
                .isEmpty();
        EngineDriver driver = study("maxTrials: 1");
        driver.run(1, 1);
        AttemptId ended = driver.id(1);
        int before = driver.rows.notes().size();
        driver.gang(new GangEvent.Ended(ended, EngineDriver.badly(FailureKind.LOST)));
        driver.gang(new GangEvent.Started(ended, List.of()));
        assertThat(driver.state(1)).isEqualTo(TrialState.SUCCEEDED);
        assertThat(driver.rows.notes()).hasSize(before);
    }

    @Test
    void the_page_of_the_states_is_made_from_the_tables() throws IOException {
        String made =
                "# States\n\nMade from the transition tables in `Lifecycles` and `WorkerState`; a test compares it with"
                        + " them.\nA trial is shown as PLACING or STARTING while its attempt is PREPARING or CLAIMED;"
                        + " an external"
                        + " trial begins in RUNNING.\n"
                        + section("Study", Lifecycles.STUDY)
                        + section("Trial", Lifecycles.TRIAL)
                        + section("Attempt", Lifecycles.ATTEMPT)
                        + section("Worker", WorkerState.TRANSITIONS);
        if (Boolean.getBoolean("attune.write.docs")) {
            Files.writeString(PAGE, made);
        }
        assertThat(Files.readString(PAGE))
                .as("docs/states.md; write it anew with -Dattune.write.docs=true")
                .isEqualTo(made);
    }

    private static <S, E> String section(String name, Transitions<S, E> table) {
        Set<String> lines = new LinkedHashSet<>(List.of(table.toMermaid().split("\n")));
        return "\n## " + name + "\n\n```mermaid\n" + String.join("\n", lines) + "\n```\n";
    }
}
