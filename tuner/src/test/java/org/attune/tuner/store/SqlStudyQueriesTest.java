package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.attune.tuner.store.Samples.T0;
import static org.attune.tuner.store.Samples.attemptCreated;
import static org.attune.tuner.store.Samples.attemptEnded;
import static org.attune.tuner.store.Samples.ended;
import static org.attune.tuner.store.Samples.moved;
import static org.attune.tuner.store.Samples.observed;
import static org.attune.tuner.store.Samples.point;
import static org.attune.tuner.store.Samples.running;
import static org.attune.tuner.store.Samples.trialCreated;
import static org.attune.tuner.store.StudyStoreContract.done;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.attune.cluster.gang.Epoch;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.config.DataDirectoryBusy;
import org.attune.tuner.store.StudyQueries.TrialOrder;
import org.attune.tuner.store.view.NodeTimeRow;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.store.view.TrialPage;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.store.view.ViewJson;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialResult;
import org.attune.tuner.study.TrialState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SqlStudyQueriesTest {

    private static final String UID = "ab12cd34";

    @TempDir
    Path folder;

    private DataDirectory directory;
    private SqlStudyStore store;
    private StudyQueries queries;
    private Epoch epoch;

    @BeforeEach
    void opens() {
        directory = DataDirectory.at(folder);
        store = SqlStudyStore.open(directory.store(), SqlStudyStoreTest.CLOCK);
        queries = store.queries();
        epoch = store.raiseEpoch();
    }

    @AfterEach
    void closes() {
        store.close();
    }

    private long commit(StudyChange... changes) {
        return done(store.commit(epoch, UID, List.of(changes)));
    }

    private void study(String name, String uid, String goal, long created) {
        done(store.commit(epoch, uid, List.of(new StudyChange.StudyCreated(Samples.study(name, uid, goal, created)))));
    }

    private List<Integer> numbers(TrialPage page) {
        return page.trials().stream().map(TrialView::number).toList();
    }

    private TrialPage page(TrialOrder order, int size, String token, TrialState... states) {
        return queries.trials("digits", Set.of(states), order, size, token).orElseThrow();
    }

    @Test
    void the_best_trial_follows_the_goal_and_nan_is_worst() {
        study("digits", UID, "maximize", T0);
        study("loss", "zz12cd34", "minimize", T0);
        double[] values = {0.5, Double.NaN, 0.9, Double.NEGATIVE_INFINITY, 0.9, 0.1};
        for (int i = 1; i <= values.length; i++) {
            for (String uid : List.of(UID, "zz12cd34")) {
                done(store.commit(epoch, uid, List.of(trialCreated(i), ended(i, TrialState.QUEUED, values[i - 1]))));
            }
        }
        commit(
                trialCreated(7),
                trialCreated(8),
                new StudyChange.TrialMoved(8, TrialState.QUEUED, TrialState.FAILED, Samples.result(0.99), T0));
        assertThat(queries.best("digits", 10).orElseThrow())
                .extracting(TrialView::number)
                .containsExactly(3, 5, 1, 6, 4, 2);
        assertThat(queries.best("loss", 10).orElseThrow())
                .extracting(TrialView::number)
                .containsExactly(4, 6, 1, 3, 5, 2);
        assertThat(queries.best("digits", 2).orElseThrow()).hasSize(2);
        StudyView view = queries.study("digits", false).orElseThrow();
        assertThat(view.best().trial()).isEqualTo(3);
        assertThat(view.best().metrics()).containsEntry("accuracy", 0.9);
        assertThat(view.trials().succeeded()).isEqualTo(6);
        assertThat(view.trials().failed()).isEqualTo(1);
        assertThat(view.trials().queued()).isEqualTo(1);
        assertThat(view.trials().total()).isEqualTo(8);
    }

    @Test
    void pages_of_trials_are_complete_in_every_order() {
        study("digits", UID, "maximize", T0);
        for (int i = 1; i <= 23; i++) {
            commit(trialCreated(i));
            if (i % 3 != 0) {
                commit(ended(i, TrialState.QUEUED, i % 5 == 0 ? Double.NaN : (i * 7 % 11) / 10.0));
            }
        }
        for (TrialOrder order : TrialOrder.values()) {
            List<Integer> whole = numbers(page(order, 1_000, null));
            List<Integer> found = new ArrayList<>();
            String token = null;
            do {
                TrialPage page = page(order, 4, token);
                assertThat(page.totalSize()).isEqualTo(23);
                found.addAll(numbers(page));
                token = page.nextPageToken();
            } while (token != null);
            assertThat(found)
                    .as(order.name())
                    .isEqualTo(whole)
                    .doesNotHaveDuplicates()
                    .hasSize(23);
        }
        assertThat(numbers(page(TrialOrder.NUMBER, 3, null))).containsExactly(1, 2, 3);
        assertThat(numbers(page(TrialOrder.NUMBER_DESCENDING, 3, null))).containsExactly(23, 22, 21);
        assertThat(numbers(page(TrialOrder.OBJECTIVE, 1, null)))
                .isEqualTo(queries.best("digits", 1).orElseThrow().stream()
                        .map(TrialView::number)
                        .toList());
        assertThat(numbers(page(TrialOrder.NUMBER, 100, null, TrialState.QUEUED)))
                .containsExactly(3, 6, 9, 12, 15, 18, 21);
    }

    @Test
    void a_page_token_of_another_list_is_refused() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), trialCreated(2));
        String token = page(TrialOrder.NUMBER, 1, null).nextPageToken();
        assertThatThrownBy(() -> page(TrialOrder.OBJECTIVE, 1, token)).isInstanceOf(BadPageToken.class);
        assertThatThrownBy(() -> page(TrialOrder.NUMBER, 1, token, TrialState.QUEUED))
                .isInstanceOf(BadPageToken.class);
        for (String bad : List.of("x", "%%%", "A".repeat(5_000), "MSAyIDM")) {
            assertThatThrownBy(() -> page(TrialOrder.NUMBER, 1, bad)).isInstanceOf(BadPageToken.class);
        }
    }

    @Test
    void a_queued_trial_shows_what_its_live_attempt_does() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), attemptCreated(1, 1), trialCreated(2), attemptCreated(2, 1), trialCreated(3));
        done(store.ledger().preparing(new AttemptId(UID, 1, 1), epoch));
        done(store.ledger().preparing(new AttemptId(UID, 2, 1), epoch));
        done(store.ledger().claimed(new AttemptId(UID, 2, 1), Samples.gang(epoch)));
        assertThat(page(TrialOrder.NUMBER, 10, null).trials())
                .extracting(TrialView::state)
                .containsExactly(TrialState.PLACING, TrialState.STARTING, TrialState.QUEUED);
        assertThat(numbers(page(TrialOrder.NUMBER, 10, null, TrialState.PLACING)))
                .containsExactly(1);
        assertThat(numbers(page(TrialOrder.NUMBER, 10, null, TrialState.QUEUED, TrialState.STARTING)))
                .containsExactly(2, 3);
        StudyView view = queries.study("digits", false).orElseThrow();
        assertThat(List.of(
                        view.trials().queued(),
                        view.trials().placing(),
                        view.trials().starting(),
                        view.trials().total()))
                .containsExactly(1, 1, 1, 3);
        TrialView trial = queries.trial("digits", 2).orElseThrow();
        assertThat(trial.attempts().get(0).nodes()).containsExactly("node-1", "node-2");
        commit(running(2, 1), moved(2, TrialState.QUEUED, TrialState.RUNNING));
        assertThat(queries.trial("digits", 2).orElseThrow().state()).isEqualTo(TrialState.RUNNING);
    }

    @Test
    void a_running_trial_shows_its_latest_values_and_an_ended_one_how_it_ended() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), attemptCreated(1, 1), running(1, 1), moved(1, TrialState.QUEUED, TrialState.RUNNING));
        commit(observed(1, 1, 1, point("accuracy", 1, 0.5), point("loss", 1, 3)));
        commit(observed(1, 1, 2, point("accuracy", 2, 0.6)));
        TrialView running = queries.trial("digits", 1).orElseThrow();
        assertThat(running.metrics()).isEqualTo(Map.of("accuracy", 0.6, "loss", 3.0));
        assertThat(running.step()).isEqualTo(2);
        commit(
                attemptEnded(1, 1, AttemptState.FAILED),
                new StudyChange.TrialMoved(
                        1,
                        TrialState.RUNNING,
                        TrialState.FAILED,
                        new TrialResult(Map.of(), -1, FailureKind.SIGNAL, "signal 11"),
                        T0 + 1_040));
        TrialView failed = queries.trial("digits", 1).orElseThrow();
        assertThat(failed.failure()).isEqualTo(FailureKind.SIGNAL);
        assertThat(failed.durationSeconds()).isEqualTo(1.0);
        assertThat(failed.attempts().get(0).signal()).isEqualTo(11);
        assertThat(failed.attempts().get(0).exitCode()).isNull();
        assertThat(failed.attempts().get(0).firstRank()).isEqualTo(1);
        assertThat(failed.attempts().get(0).lastLines()).containsExactly("oh", "no");
        assertThat(queries.summary("digits").orElseThrow().failures()).isEqualTo(Map.of(FailureKind.SIGNAL, 1));
    }

    @Test
    void of_several_values_for_a_step_the_latest_attempts_last_one_counts() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), attemptCreated(1, 1));
        commit(observed(1, 1, 1, point("loss", 1, 1.0), point("loss", 2, 2.0), point("loss", 2, 2.5)));
        commit(attemptEnded(1, 1, AttemptState.LOST), attemptCreated(1, 2));
        commit(observed(1, 2, 1, point("loss", 2, Double.NaN), point("accuracy", 5, 0.5)));
        commit(observed(1, 1, 2, point("loss", 2, 99), point("loss", 0, 9.0)));
        List<SeriesView> series = queries.series("digits", 1, Set.of()).orElseThrow();
        assertThat(series).extracting(SeriesView::name).containsExactly("loss", "accuracy");
        assertThat(series.get(0).step()).containsExactly(0L, 1L, 2L);
        assertThat(series.get(0).value()).containsExactly(9.0, 1.0, Double.NaN);
        assertThat(ViewJson.write(series.get(0)))
                .isEqualTo("{\"name\":\"loss\",\"step\":[0,1,2],\"time\":[\"2023-11-14T22:13:20Z\","
                        + "\"2023-11-14T22:13:21Z\",\"2023-11-14T22:13:22Z\"],\"value\":[9.0,1.0,\"NaN\"]}");
        assertThat(queries.series("digits", 1, Set.of("accuracy")).orElseThrow())
                .hasSize(1);
        assertThat(queries.series("digits", 2, Set.of())).isEmpty();
    }

    @Test
    void studies_are_listed_newest_first_and_by_state() {
        for (int i = 0; i < 5; i++) {
            study("s" + i, "uid0000" + i, "maximize", T0 + i / 2);
        }
        done(store.commit(
                epoch,
                "uid00003",
                List.of(new StudyChange.StudyMoved(StudyState.ACTIVE, StudyState.PAUSED, "a rest", T0))));
        List<String> names = new ArrayList<>();
        String token = null;
        do {
            var page = queries.studies(Set.of(), 2, token);
            assertThat(page.totalSize()).isEqualTo(5);
            page.studies().forEach(s -> names.add(s.studyId()));
            token = page.nextPageToken();
        } while (token != null);
        assertThat(names).containsExactly("s4", "s3", "s2", "s1", "s0");
        assertThat(queries.studies(Set.of(StudyState.PAUSED), 10, null).studies())
                .extracting(StudyView::studyId)
                .containsExactly("s3");
        StudyView full = queries.study("s3", true).orElseThrow();
        assertThat(full.reason()).isEqualTo("a rest");
        assertThat(full.spec().get("study").asText()).isEqualTo("s3");
        assertThat(full.labels()).isEqualTo(Map.of("team", "store"));
        assertThat(full.maxTrials()).isEqualTo(40);
        assertThat(queries.submittedText("s3").orElseThrow()).startsWith("# mine\n");
        assertThat(queries.study("nope", false)).isEmpty();
    }

    @Test
    void changes_since_a_cursor_name_what_changed_and_nothing_else() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), attemptCreated(1, 1));
        long before = queries.cursor().seq();
        assertThat(queries.changesSince(before).trials()).isEmpty();
        commit(trialCreated(2));
        done(store.ledger().preparing(new AttemptId(UID, 1, 1), epoch));
        var changes = queries.changesSince(before);
        assertThat(changes.studies()).containsExactly("digits");
        assertThat(changes.trials()).extracting(t -> t.number()).containsExactly(2, 1);
        assertThat(changes.cursor()).isEqualTo(queries.cursor().toString());
        assertThat(Cursor.parse(changes.cursor())).contains(queries.cursor());
        assertThat(changes.more()).isFalse();
    }

    @Test
    void events_are_read_in_order_and_by_trial() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), new StudyChange.Noted(0, "STARTED", "the study", T0));
        commit(new StudyChange.Noted(1, "PLACED", "on node-1", T0), new StudyChange.Noted(0, "NOTE", "more", T0));
        var first = queries.events("digits", null, 2, null).orElseThrow();
        assertThat(first.events()).extracting(e -> e.kind()).containsExactly("STARTED", "PLACED");
        var second = queries.events("digits", null, 2, first.nextPageToken()).orElseThrow();
        assertThat(second.events()).extracting(e -> e.kind()).containsExactly("NOTE");
        assertThat(second.nextPageToken()).isNull();
        assertThat(queries.events("digits", 1, 10, null).orElseThrow().events())
                .extracting(e -> e.text())
                .containsExactly("on node-1");
    }

    @Test
    void views_read_back_from_their_own_json() throws Exception {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), attemptCreated(1, 1), ended(1, TrialState.QUEUED, Double.NaN));
        TrialView trial = queries.trial("digits", 1).orElseThrow();
        String json = ViewJson.write(trial);
        assertThat(json).contains("\"metrics\":{\"accuracy\":\"NaN\",\"loss\":\"Infinity\"}");
        assertThat(json).contains("\"endTime\":\"2023-11-14T22:13:20.051Z\"").doesNotContain("leaseExpireTime");
        assertThat(ViewJson.mapper().readValue(json, TrialView.class)).isEqualTo(trial);
        StudyView study = queries.study("digits", true).orElseThrow();
        assertThat(ViewJson.mapper().readValue(ViewJson.write(study), StudyView.class))
                .isEqualTo(study);
    }

    @Test
    void the_offline_door_shows_the_same_and_needs_the_lock() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1));
        String online = ViewJson.write(queries.study("digits", true).orElseThrow());
        try (DataDirectory.Lock server = directory.lock("server", Duration.ZERO)) {
            assertThat(server).isNotNull();
            assertThatThrownBy(() -> StudyQueries.openReadOnly(directory, Duration.ZERO))
                    .isInstanceOf(DataDirectoryBusy.class);
            store.close();
        }
        try (StudyQueries offline =
                StudyQueries.openReadOnly(directory, Duration.ZERO).orElseThrow()) {
            assertThat(directory.isLocked()).isTrue();
            assertThat(ViewJson.write(offline.study("digits", true).orElseThrow()))
                    .isEqualTo(online);
        }
        assertThat(directory.isLocked()).isFalse();
        assertThat(StudyQueries.openReadOnly(DataDirectory.at(folder.resolve("none")), Duration.ZERO))
                .isEmpty();
    }

    @Test
    void what_attempts_take_of_nodes_is_known_while_they_run_after_they_end_and_when_their_study_is_gone() {
        done(store.commit(
                epoch,
                UID,
                List.of(
                        new StudyChange.StudyCreated(
                                Samples.study("digits", UID, "maximize", T0).withOwner("ana")),
                        trialCreated(1),
                        attemptCreated(1, 1))));
        AttemptId attempt = new AttemptId(UID, 1, 1);
        done(store.ledger().preparing(attempt, epoch));
        done(store.ledger().claimed(attempt, Samples.gang(epoch)));
        commit(running(1, 1));
        assertThat(taken(T0, T0 + 100))
                .containsExactly(row("node-1", 1, T0 + 50, true), row("node-2", 0, T0 + 50, true));
        assertThat(queries.attempts("digits", 10).orElseThrow()).singleElement().satisfies(row -> {
            assertThat(row.places()).hasSize(2);
            assertThat(row.startedMillis()).isEqualTo(T0 + 20);
            assertThat(row.endedMillis()).isZero();
        });
        commit(attemptEnded(1, 1, AttemptState.SUCCEEDED), ended(1, TrialState.QUEUED, 0.5));
        List<NodeTimeRow> ended = List.of(row("node-1", 1, T0 + 30, false), row("node-2", 0, T0 + 30, false));
        assertThat(taken(T0, T0 + 100)).isEqualTo(ended);
        assertThat(taken(T0 + 30, T0 + 100)).as("it ended before").isEmpty();
        assertThat(taken(T0, T0 + 20)).as("it began later").isEmpty();
        done(store.delete(epoch, UID));
        assertThat(taken(T0, T0 + 100)).isEqualTo(ended);
    }

    private static NodeTimeRow row(String node, int devices, long end, boolean running) {
        return new NodeTimeRow("digits", "ana", node, 1, 1, 1, devices, T0 + 20, end, running);
    }

    private List<NodeTimeRow> taken(long from, long to) {
        List<NodeTimeRow> rows = new ArrayList<>();
        queries.nodeTime(from, to, T0 + 50, rows::add);
        return rows;
    }

    @Test
    void the_curves_of_all_trials_come_at_once() {
        study("digits", UID, "maximize", T0);
        commit(trialCreated(1), attemptCreated(1, 1), trialCreated(2), attemptCreated(2, 1), trialCreated(3));
        commit(
                observed(1, 1, 0, point("accuracy", 1, 0.5), point("loss", 1, 3)),
                observed(2, 1, 0, point("accuracy", 1, 0.25), point("accuracy", 3, 0.75)));
        Map<Integer, SeriesView> curves = queries.curves("digits", "accuracy").orElseThrow();
        assertThat(curves.keySet()).containsExactly(1, 2);
        assertThat(curves.get(2).step()).containsExactly(1L, 3L);
        assertThat(curves.get(2).value()).containsExactly(0.25, 0.75);
        assertThat(queries.curves("nowhere", "accuracy")).isEmpty();
    }
}
