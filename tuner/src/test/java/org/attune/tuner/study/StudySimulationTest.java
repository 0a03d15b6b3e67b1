package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.attune.search.strategy.History;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class StudySimulationTest {

    private static final int SEEDS = Integer.getInteger("attune.simulation.seeds", 500);
    private static final List<Map<String, Object>> EXPECTED =
            SampleStudies.strategy().propose(History.empty(), 60).proposals().stream()
                    .map(proposal -> proposal.assignment().values())
                    .toList();

    private static void simulate(String what, double trouble, Setting setting, String... lines) {
        Study study = SampleStudies.managed(lines);
        for (long seed = 1; seed <= SEEDS; seed++) {
            StudyWorld world = new StudyWorld(study, seed, trouble);
            try {
                setting.begin(world);
                world.run();
                check(world);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(what + ", seed " + seed + ": " + e.getMessage() + world.tail(), e);
            }
        }
    }

    private static void check(StudyWorld world) {
        List<Trial> trials = world.rows.trials();
        assertThat(trials).allMatch(trial -> trial.state().ended());
        assertThat(world.rows.endOrder()).hasSize(trials.size()).doesNotHaveDuplicates();
        for (Trial trial : trials) {
            assertThat(trial.parameters()).isEqualTo(EXPECTED.get(trial.number() - 1));
            assertThat(trial.attempts()).allMatch(attempt -> attempt.state().ended());
            long infrastructure = trial.attempts().stream()
                    .filter(a -> a.outcome() != null
                            && Causes.infrastructure(a.outcome().first().kind())
                            && (a.state() == AttemptState.LOST || a.state() == AttemptState.FAILED))
                    .count();
            assertThat(infrastructure).isLessThanOrEqualTo(1 + 3);
            if (trial.state() == TrialState.SUCCEEDED) {
                assertThat(trial.attempts().get(trial.attempts().size() - 1).state())
                        .isEqualTo(AttemptState.SUCCEEDED);
            }
        }
    }

    private interface Setting {
        void begin(StudyWorld world);
    }

    @Test
    void a_calm_world_tries_every_trial_once() {
        simulate("calm", 0, world -> {}, "maxTrials: 12", "parallelism: 3");
    }

    @Test
    void crashes_losses_and_repeats_at_any_moment_leave_the_same_trials_and_all_promises_kept() {
        simulate("rough", 0.3, world -> {}, "maxTrials: 15", "parallelism: 3", "maxFailedTrials: 100");
    }

    @Test
    void early_stopping_in_a_rough_world() {
        simulate(
                "stopping",
                0.2,
                world -> {},
                "maxTrials: 15",
                "parallelism: 3",
                "maxFailedTrials: 100",
                "earlyStopping: {type: asha, eta: 2, min: 1}");
    }

    @Test
    void pauses_and_promotions_in_a_rough_world() {
        simulate(
                "promotion",
                0.2,
                world -> {},
                "maxTrials: 15",
                "parallelism: 3",
                "maxFailedTrials: 100",
                "earlyStopping: {type: asha, eta: 2, min: 1, max: 4, mode: promote}");
    }

    @Test
    void a_person_meets_pauses_and_promotions_at_any_moment() {
        simulate(
                "promotion and person",
                0.2,
                world -> {
                    world.person(800, StudyState.PAUSED);
                    world.person(1_200, StudyState.ACTIVE);
                    world.endSome(1_000, false);
                    world.endSome(1_000, true);
                    world.person(3_000, world.chance(0.5) ? StudyState.STOPPING : StudyState.CANCELLED);
                },
                "maxTrials: 30",
                "parallelism: 3",
                "maxFailedTrials: 100",
                "earlyStopping: {type: hyperband, eta: 2, min: 1, max: 4, mode: promote}");
    }

    @Test
    void auto_parallelism_in_a_rough_world() {
        simulate("auto", 0.2, world -> {}, "maxTrials: 12", "parallelism: auto", "maxFailedTrials: 100");
    }

    @Test
    void a_person_pauses_resumes_and_stops_at_any_moment() {
        simulate(
                "person",
                0.2,
                world -> {
                    world.person(800, StudyState.PAUSED);
                    world.person(1_200, StudyState.ACTIVE);
                    world.endSome(1_000, false);
                    world.endSome(1_000, true);
                    world.person(3_000, world.chance(0.5) ? StudyState.STOPPING : StudyState.CANCELLED);
                },
                "maxTrials: 30",
                "parallelism: 3",
                "maxFailedTrials: 100");
    }

    @Test
    void targets_and_failures_end_a_study_in_a_rough_world() {
        simulate(
                "target",
                0.3,
                world -> {},
                "objective: {metric: loss, goal: minimize, target: 0.05}",
                "maxTrials: 20",
                "parallelism: 4",
                "maxFailedTrials: 4");
    }

    @Test
    void the_same_seed_is_the_same_world() {
        Study study = SampleStudies.managed("maxTrials: 15", "parallelism: 3", "maxFailedTrials: 100");
        StudyWorld one = new StudyWorld(study, 42, 0.3);
        StudyWorld two = new StudyWorld(study, 42, 0.3);
        one.run();
        two.run();
        assertThat(two.trace.toString()).isEqualTo(one.trace.toString());
        assertThat(two.rows.trials()).isEqualTo(one.rows.trials());
    }
}
