package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.attune.tuner.store.Samples.T0;
import static org.attune.tuner.store.Samples.attemptCreated;
import static org.attune.tuner.store.Samples.attemptEnded;
import static org.attune.tuner.store.Samples.created;
import static org.attune.tuner.store.Samples.ended;
import static org.attune.tuner.store.Samples.gang;
import static org.attune.tuner.store.Samples.moved;
import static org.attune.tuner.store.Samples.observed;
import static org.attune.tuner.store.Samples.point;
import static org.attune.tuner.store.Samples.running;
import static org.attune.tuner.store.Samples.trialCreated;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.NodeDrain;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.study.Attempt;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.ClientLease;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every study store does; each implementation extends it. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class StudyStoreContract {

    private static final String UID = "ab12cd34";

    private StudyStore store;
    private Epoch epoch;

    /** Opens the same store every time within one test. */
    abstract StudyStore open();

    @BeforeEach
    void opens() {
        store = open();
        epoch = store.raiseEpoch();
    }

    @AfterEach
    void closes() {
        store.close();
    }

    static <T> T done(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new AssertionError(e);
        } catch (TimeoutException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private long commit(StudyChange... changes) {
        return done(store.commit(epoch, UID, List.of(changes)));
    }

    private void refused(String with, StudyChange... changes) {
        StoredStudy before = store.load("digits").orElse(null);
        assertThatThrownBy(() -> commit(changes))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining(with);
        assertThat(store.load("digits").orElse(null)).isEqualTo(before);
    }

    private StoredStudy reopened() {
        store.close();
        store = open();
        epoch = store.raiseEpoch();
        return store.load("digits").orElseThrow();
    }

    private void runningTrial() {
        commit(created("digits", UID), trialCreated(1), attemptCreated(1, 1));
        commit(running(1, 1), moved(1, TrialState.QUEUED, TrialState.RUNNING));
    }

    @Test
    void a_whole_study_comes_back_as_it_was_written() {
        runningTrial();
        commit(observed(1, 1, 1, point("accuracy", 1, 0.5), point("accuracy", 2, Double.NaN)));
        commit(new StudyChange.Noted(1, "PLACED", "on node-1", T0), new StudyChange.Answered("r1", "{\"n\":1}", T0));
        commit(attemptEnded(1, 1, AttemptState.SUCCEEDED), ended(1, TrialState.RUNNING, 0.75));
        StoredStudy study = reopened();
        assertThat(study.study()).isEqualTo(Samples.study("digits", UID, "maximize", T0));
        Trial trial = study.trials().get(0);
        assertThat(trial.parameters()).containsExactlyEntriesOf(Samples.parameters(1));
        assertThat(trial.result()).isEqualTo(Samples.result(0.75));
        assertThat(trial.startedMillis()).isEqualTo(T0 + 40);
        assertThat(trial.endedMillis()).isEqualTo(T0 + 51);
        assertThat(trial.attempts())
                .containsExactly(new Attempt(
                        1, AttemptState.SUCCEEDED, "own", null, Samples.success(), T0 + 10, T0 + 20, T0 + 30));
        assertThat(study.observations())
                .containsExactly(new Observations(
                        1, 1, 0, 1, List.of(point("accuracy", 1, 0.5), point("accuracy", 2, Double.NaN))));
        assertThat(study.endOrder()).containsExactly(1);
        assertThat(study.answers()).containsExactly(Map.entry("r1", "{\"n\":1}"));
    }

    @Test
    void commits_are_numbered_by_one_rising_sequence_that_survives_a_restart() {
        long first = commit(created("digits", UID));
        long second = commit(trialCreated(1));
        refused("not the next", trialCreated(7));
        assertThat(second).isEqualTo(first + 1);
        reopened();
        assertThat(commit(trialCreated(2))).isGreaterThan(second);
    }

    @Test
    void trial_numbers_are_dense() {
        commit(created("digits", UID), trialCreated(1), trialCreated(2));
        refused("trial 2 is not the next", trialCreated(2));
        refused("trial 4 is not the next", trialCreated(4));
        commit(trialCreated(3));
        assertThat(store.load("digits").orElseThrow().trials())
                .extracting(Trial::number)
                .containsExactly(1, 2, 3);
    }

    @Test
    void a_name_is_taken_until_its_study_is_deleted() {
        commit(created("digits", UID));
        assertThatThrownBy(() -> done(store.commit(epoch, "zz999999", List.of(created("digits", "zz999999")))))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining("name digits is taken");
        done(store.delete(epoch, UID));
        done(store.commit(epoch, "zz999999", List.of(created("digits", "zz999999"))));
        assertThat(store.load("digits").orElseThrow().study().uid()).isEqualTo("zz999999");
    }

    @Test
    void a_transaction_with_one_refused_change_changes_nothing() {
        runningTrial();
        refused(
                "trial 1 of study ab12cd34 is RUNNING, not QUEUED",
                trialCreated(2),
                observed(1, 1, 1, point("accuracy", 1, 0.5)),
                new StudyChange.Noted(0, "NOTE", "never seen", T0),
                moved(1, TrialState.QUEUED, TrialState.RUNNING));
        assertThat(store.queries()
                        .events("digits", null, 10, null)
                        .orElseThrow()
                        .events())
                .isEmpty();
        commit(trialCreated(2));
    }

    @Test
    void a_state_is_left_only_from_the_state_that_the_change_names() {
        runningTrial();
        refused("is ACTIVE, not PAUSED", new StudyChange.StudyMoved(StudyState.PAUSED, StudyState.ACTIVE, "", T0));
        refused("is RUNNING, not QUEUED", moved(1, TrialState.QUEUED, TrialState.STOPPING));
        refused(
                "is RUNNING, not CLAIMED",
                new StudyChange.AttemptMoved(1, 1, List.of(AttemptState.CLAIMED), AttemptState.ENDING, T0));
        refused(
                "is RUNNING, not ENDING",
                new StudyChange.AttemptEnded(
                        1, 1, List.of(AttemptState.ENDING), AttemptState.FAILED, Samples.failure(), T0));
        commit(attemptEnded(1, 1, AttemptState.FAILED), ended(1, TrialState.RUNNING, 0.5));
        refused("is SUCCEEDED, not RUNNING", ended(1, TrialState.RUNNING, 0.6));
        refused("is FAILED", attemptEnded(1, 1, AttemptState.SUCCEEDED));
        commit(new StudyChange.StudyMoved(StudyState.ACTIVE, StudyState.SUCCEEDED, "all done", T0 + 99));
        StoredStudy study = reopened();
        assertThat(study.study().state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(study.study().reason()).isEqualTo("all done");
        assertThat(study.study().endedMillis()).isEqualTo(T0 + 99);
        assertThat(store.open()).isEmpty();
    }

    @Test
    void a_trial_has_one_live_attempt_at_most_and_they_are_numbered_in_order() {
        runningTrial();
        refused("has a live attempt already", attemptCreated(1, 2));
        commit(attemptEnded(1, 1, AttemptState.LOST));
        refused("is not the next attempt", attemptCreated(1, 3));
        refused("is not the next attempt", attemptCreated(1, 1));
        commit(attemptCreated(1, 2));
        assertThat(store.load("digits").orElseThrow().trials().get(0).attempts())
                .extracting(Attempt::state)
                .containsExactly(AttemptState.LOST, AttemptState.QUEUED);
    }

    @Test
    void changes_of_what_does_not_exist_are_refused() {
        assertThatThrownBy(() -> commit(new StudyChange.Noted(0, "NOTE", "x", T0)))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining("no study");
        runningTrial();
        refused("has no trial 9", new StudyChange.Noted(9, "NOTE", "x", T0));
        refused("not there", moved(9, TrialState.QUEUED, TrialState.RUNNING));
        refused("no attempt", observed(1, 2, 1, point("accuracy", 1, 0.5)));
        refused("no attempt", observed(1, 2, 0, point("accuracy", 1, 0.5)));
        refused("has no trial 9", attemptCreated(9, 1));
        assertThatThrownBy(() -> done(store.delete(epoch, "nothere1"))).isInstanceOf(StoreRefusal.class);
    }

    @Test
    void a_batch_is_stored_once_and_in_order() {
        runningTrial();
        refused("is not the next, that is 1", observed(1, 1, 2, point("accuracy", 1, 0.5)));
        commit(observed(1, 1, 1, point("accuracy", 1, 0.5)), observed(1, 1, 2, point("accuracy", 2, 0.6)));
        refused("is not the next, that is 3", observed(1, 1, 2, point("accuracy", 2, 0.6)));
        refused("is not the next, that is 3", observed(1, 1, 4, point("accuracy", 4, 0.6)));
        commit(observed(1, 1, 3, point("accuracy", 3, 0.7)), observed(1, 1, 0, point("accuracy", 9, 0.7)));
        assertThat(reopened().observations()).extracting(Observations::position).containsExactly(1L, 2L, 3L, 0L);
    }

    @Test
    void a_request_is_answered_once() {
        commit(created("digits", UID), new StudyChange.Answered("r1", "[1]", T0));
        refused("r1 of study ab12cd34 was answered", trialCreated(1), new StudyChange.Answered("r1", "[2]", T0));
        assertThat(store.load("digits").orElseThrow().answers()).containsExactly(Map.entry("r1", "[1]"));
    }

    @Test
    void an_older_epoch_writes_nothing() {
        runningTrial();
        Epoch old = epoch;
        epoch = store.raiseEpoch();
        assertThat(epoch).isGreaterThan(old);
        assertThatThrownBy(() -> done(store.commit(old, UID, List.of(trialCreated(2)))))
                .isInstanceOf(StoreRefusal.class)
                .hasMessageContaining("epoch");
        assertThatThrownBy(() -> done(store.delete(old, UID))).isInstanceOf(StoreRefusal.class);
        assertThat(done(store.ledger().preparing(new AttemptId(UID, 1, 1), old)))
                .isFalse();
        commit(trialCreated(2));
        assertThat(reopened().trials()).hasSize(2);
        assertThat(epoch.value()).isEqualTo(3);
    }

    @Test
    void an_attempt_is_claimed_once_and_only_after_it_was_prepared() {
        commit(created("digits", UID), trialCreated(1), attemptCreated(1, 1));
        AttemptId attempt = new AttemptId(UID, 1, 1);
        var ledger = store.ledger();
        assertThat(done(ledger.claimed(attempt, gang(epoch)))).isFalse();
        assertThat(done(ledger.preparing(attempt, epoch))).isTrue();
        assertThat(done(ledger.preparing(attempt, epoch))).isTrue();
        assertThat(done(ledger.requeued(attempt, epoch))).isTrue();
        assertThat(done(ledger.claimed(attempt, gang(epoch)))).isFalse();
        assertThat(done(ledger.preparing(attempt, epoch))).isTrue();
        assertThat(done(ledger.claimed(attempt, gang(epoch)))).isTrue();
        assertThat(done(ledger.claimed(attempt, gang(epoch)))).as("repeated").isTrue();
        assertThat(done(ledger.requeued(attempt, epoch))).isFalse();
        assertThat(done(ledger.preparing(attempt, epoch))).isFalse();
        Attempt stored = reopened().trials().get(0).attempts().get(0);
        assertThat(stored.state()).isEqualTo(AttemptState.CLAIMED);
        assertThat(stored.claim()).isEqualTo(gang(new Epoch(1)));
        assertThat(done(store.ledger().claimed(attempt, gang(epoch)))).isFalse();
        commit(attemptEnded(1, 1, AttemptState.CANCELLED));
        assertThat(done(store.ledger().preparing(attempt, epoch))).isFalse();
    }

    @Test
    void an_attempt_that_an_ended_leadership_prepared_can_be_prepared_again_but_not_claimed_by_the_old_one() {
        commit(created("digits", UID), trialCreated(1), attemptCreated(1, 1));
        AttemptId attempt = new AttemptId(UID, 1, 1);
        Epoch old = epoch;
        assertThat(done(store.ledger().preparing(attempt, old))).isTrue();
        epoch = store.raiseEpoch();
        assertThat(done(store.ledger().claimed(attempt, gang(old)))).isFalse();
        assertThat(done(store.ledger().claimed(attempt, gang(epoch)))).isFalse();
        assertThat(done(store.ledger().preparing(attempt, epoch))).isTrue();
        assertThat(done(store.ledger().claimed(attempt, gang(epoch)))).isTrue();
    }

    @Test
    void trials_end_in_the_order_of_their_changes() {
        commit(created("digits", UID), trialCreated(1), trialCreated(2), trialCreated(3));
        commit(ended(3, TrialState.QUEUED, 0.1), ended(1, TrialState.QUEUED, 0.2));
        commit(ended(2, TrialState.QUEUED, 0.3));
        assertThat(reopened().endOrder()).containsExactly(3, 1, 2);
    }

    @Test
    void an_external_trial_keeps_its_lease() {
        commit(created("digits", UID), trialCreated(1));
        commit(
                new StudyChange.AttemptCreated(1, 1, AttemptState.RUNNING, "", T0),
                new StudyChange.TrialLeased(1, new ClientLease("laptop", 600, 900)));
        commit(new StudyChange.TrialLeased(1, new ClientLease("laptop", 600, 950)));
        Trial trial = reopened().trials().get(0);
        assertThat(trial.lease()).isEqualTo(new ClientLease("laptop", 600, 950));
        assertThat(trial.attempts().get(0).startedMillis()).isEqualTo(T0);
        commit(ended(1, TrialState.QUEUED, 0.5));
        refused("takes no lease", new StudyChange.TrialLeased(1, new ClientLease("laptop", 600, 999)));
    }

    @Test
    void a_deleted_study_leaves_no_row_and_touches_no_other() {
        done(store.commit(epoch, "other123", List.of(created("other", "other123"), trialCreated(1))));
        runningTrial();
        for (int i = 2; i <= 50; i++) {
            commit(trialCreated(i), attemptCreated(i, 1), observed(i, 1, 1, point("accuracy", 1, 0.5)));
        }
        done(store.delete(epoch, UID));
        assertThat(store.load("digits")).isEmpty();
        assertThat(store.queries().trials("digits", Set.of(), StudyQueries.TrialOrder.NUMBER, 10, null))
                .isEmpty();
        assertThat(store.open()).extracting(s -> s.study().name()).containsExactly("other");
        runningTrial();
        commit(observed(1, 1, 1, point("accuracy", 1, 0.5)));
        assertThat(reopened().observations()).hasSize(1);
    }

    @Test
    void after_close_a_write_is_refused_at_once() {
        commit(created("digits", UID));
        store.close();
        assertThatThrownBy(() -> commit(trialCreated(1))).isInstanceOf(StoreBusy.class);
    }

    @Test
    void any_sequence_of_changes_leaves_what_the_model_says_also_after_a_restart() {
        long seed = Long.getLong("attune.seed", System.nanoTime());
        SplittableRandom random = new SplittableRandom(seed);
        StoreModel model = new StoreModel();
        RandomChanges draw = new RandomChanges(random, "digits", UID);
        int refusals = 0;
        for (int round = 0; round < 600; round++) {
            String where = "attune.seed=" + seed + ", round " + round;
            List<StudyChange> changes = draw.commit(model);
            StoreModel next = model.copy();
            boolean legal = true;
            try {
                changes.forEach(next::apply);
            } catch (StoreModel.Refused e) {
                legal = false;
                refusals++;
            }
            boolean taken = true;
            try {
                done(store.commit(epoch, UID, changes));
            } catch (StoreRefusal e) {
                taken = false;
            }
            assertThat(taken).as("%s: %s", where, changes).isEqualTo(legal);
            model = legal ? next : model;
            ledger(model, random, where);
            if (round % 60 == 59) {
                assertThat(model.study == null ? null : reopened()).as(where).isEqualTo(model.stored());
            }
        }
        assertThat(refusals).as("refused commits").isBetween(50, 550);
    }

    private void ledger(StoreModel model, SplittableRandom random, String where) {
        if (model.trials.isEmpty() || random.nextInt(3) != 0) {
            return;
        }
        int trial = 1 + random.nextInt(model.trials.size());
        AttemptId attempt = new AttemptId(UID, trial, 1 + random.nextInt(2));
        if (random.nextBoolean()) {
            assertThat(done(store.ledger().preparing(attempt, epoch)))
                    .as(where)
                    .isEqualTo(model.preparing(trial, attempt.attempt()));
            if (random.nextBoolean()) {
                assertThat(done(store.ledger().claimed(attempt, gang(epoch))))
                        .as(where)
                        .isEqualTo(model.claimed(trial, attempt.attempt(), gang(epoch)));
            } else if (model.requeued(trial, attempt.attempt())) {
                assertThat(done(store.ledger().requeued(attempt, epoch)))
                        .as(where)
                        .isTrue();
            }
        }
    }

    @Test
    void drained_nodes_are_remembered_and_an_old_epoch_says_nothing_of_them() {
        commit(created("digits", UID));
        NodeDrain order = new NodeDrain("new disk", T0, T0 + 60_000);
        done(store.nodes().drain(epoch, "gpu-1", new NodeDrain("", T0, 0)));
        done(store.nodes().drain(epoch, "gpu-1", order));
        done(store.nodes().drain(epoch, "gpu-2", order));
        done(store.nodes().undrain(epoch, "gpu-2"));
        done(store.nodes().undrain(epoch, "gpu-3"));
        reopened();
        assertThat(store.nodes().drains()).isEqualTo(Map.of("gpu-1", order));
        Epoch old = epoch;
        store.raiseEpoch();
        assertThatThrownBy(() -> done(store.nodes().undrain(old, "gpu-1"))).isInstanceOf(StoreRefusal.class);
    }
}
