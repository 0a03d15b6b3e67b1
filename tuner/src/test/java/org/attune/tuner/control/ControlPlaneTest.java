package org.attune.tuner.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRunner;
import org.attune.cluster.gang.Refusal;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.StudyRows;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class ControlPlaneTest {

    private static final String MANAGED = """
            study: NAME
            objective: {metric: loss, goal: minimize}
            parameters: {x: {type: float, min: 0, max: 1}}
            strategy: {type: random, seed: 3}
            maxTrials: 6
            parallelism: 2
            trial: {command: [train]}
            """;

    private static final String EXTERNAL = MANAGED.replace("{command: [train]}", "{external: true}");

    private static ActorTestKit kit;

    private final InMemoryStudyStore store = new InMemoryStudyStore();
    private final ScriptedRunner.World world = new ScriptedRunner.World();
    private final Set<AttemptId> recovered = Collections.synchronizedSet(new HashSet<>());
    private final List<String> removed = Collections.synchronizedList(new ArrayList<>());
    private List<Refusal> refusals = List.of();
    private Function<AttemptId, ScriptedRunner.Script> scripts = id -> new ScriptedRunner.Script(
            List.of(new MetricPoint("loss", 1, 1.0 / id.trial(), 0)),
            new GangOutcome(0, ExitOutcome.success(), false, "", List.of()));
    private @Nullable Control control;

    @BeforeAll
    static void begin() {
        kit = ActorTestKit.create("control-plane");
    }

    @AfterAll
    static void end() {
        kit.shutdownTestKit();
    }

    @AfterEach
    void stop() {
        if (control != null) {
            control.close();
        }
        store.close();
    }

    private Control start(Predicate<String> drives) {
        AtomicLong random = new AtomicLong(1);
        ControlSettings settings = new ControlSettings(
                InstantSource.system(), () -> random.incrementAndGet() * 0x9E3779B97F4A7C15L, drives, removed::add);
        Control started = Control.start(
                kit.system(),
                store,
                new RunnerStart() {
                    @Override
                    public GangRunner start(Epoch epoch, AttemptLedger ledger) {
                        return new ScriptedRunner(world, epoch, ledger, id -> scripts.apply(id), refusals);
                    }

                    @Override
                    public void recovered(GangRunner runner, Set<AttemptId> live) {
                        recovered.addAll(live);
                    }
                },
                settings);
        control = started;
        get(started.ready());
        return started;
    }

    private Control control() {
        Control running = control;
        return running == null ? start(name -> true) : running;
    }

    private List<SpecProblem> checked(boolean cluster) {
        return get(studies()
                        .check(new Studies.Check(
                                MANAGED.replace("NAME", "n"), "x.yaml", null, cluster, 1, OptionalLong.empty())))
                .problems();
    }

    private Studies studies() {
        return control().studies();
    }

    private static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T ok(CompletionStage<Answer<T>> stage) {
        Answer<T> answer = get(stage);
        assertThat(answer).isInstanceOf(Answer.Ok.class);
        return ((Answer.Ok<T>) answer).value();
    }

    private static <T> Answer.Refused<T> refused(CompletionStage<Answer<T>> stage) {
        Answer<T> answer = get(stage);
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return (Answer.Refused<T>) answer;
    }

    private Studies.Created create(String text, String name) {
        return ok(studies().create(newStudy(text, name, null)));
    }

    private static Studies.NewStudy newStudy(String text, String name, @Nullable String request) {
        return new Studies.NewStudy(
                text.replace("NAME", name), name + ".yaml", null, null, Map.of(), request, false, "");
    }

    private StudyRows rows(String name) {
        return store.rows(name).orElseThrow();
    }

    private void awaitState(String name, StudyState state) {
        await().atMost(Duration.ofSeconds(20)).until(() -> rows(name).study().state() == state);
    }

    @Test
    void a_study_runs_from_its_text_to_its_end() {
        Studies.Created created = create(MANAGED, "one");
        assertThat(created.uid()).matches("[a-z2-7]{8}");
        awaitState("one", StudyState.SUCCEEDED);
        assertThat(rows("one").trials()).hasSize(6).allMatch(t -> t.state() == TrialState.SUCCEEDED);
        assertThat(rows("one").trials().get(3).result().metrics()).containsEntry("loss", 0.25);
        assertThat(world.starts.values()).containsOnly(1);
    }

    @Test
    void all_problems_of_a_text_come_back_with_their_places_and_nothing_is_stored() {
        Answer.Refused<Studies.Created> answer = refused(studies()
                .create(newStudy(
                        MANAGED.replace("max: 1}", "max: -1}").replace("maxTrials", "maxTrails"), "bad", null)));
        assertThat(answer.code()).isEqualTo(Answer.Code.SPEC_INVALID);
        assertThat(answer.problems()).extracting(SpecProblem::line).contains(3, 5);
        assertThat(store.rows("bad")).isEmpty();
    }

    @Test
    void what_no_node_could_ever_run_is_refused_at_submit() {
        refusals = List.of(new Refusal("CPUS", "a worker asks for 64 CPUs, the largest node has 2", "ask for 2"));
        Answer.Refused<Studies.Created> answer = refused(studies().create(newStudy(MANAGED, "large", null)));
        assertThat(answer.problems()).extracting(SpecProblem::code).containsExactly("UNPLACEABLE");
        assertThat(checked(false)).isEmpty();
        assertThat(checked(true)).extracting(SpecProblem::code).containsExactly("UNPLACEABLE");
    }

    @Test
    void a_name_is_taken_until_its_study_is_deleted_and_the_same_request_is_the_same_study() {
        Studies.Created first = ok(studies().create(newStudy(MANAGED, "same", "r1")));
        assertThat(ok(studies().create(newStudy(MANAGED, "same", "r1")))).isEqualTo(first);
        Answer.Refused<Studies.Created> second = refused(studies().create(newStudy(MANAGED, "same", "r2")));
        assertThat(second.code()).isEqualTo(Answer.Code.ALREADY_EXISTS);
        awaitState("same", StudyState.SUCCEEDED);
        assertThat(ok(studies().delete("same"))).isEqualTo("same");
        assertThat(removed).containsExactly(first.uid());
        assertThat(ok(studies().create(newStudy(MANAGED, "same", "r2"))).uid()).isNotEqualTo(first.uid());
        assertThat(refused(studies().delete("none")).code()).isEqualTo(Answer.Code.NOT_FOUND);
    }

    @Test
    void only_a_study_that_has_ended_can_be_deleted() {
        create(EXTERNAL, "open");
        assertThat(refused(studies().delete("open")).code()).isEqualTo(Answer.Code.WRONG_STATE);
    }

    @Test
    void nothing_is_answered_before_it_is_durable() {
        create(EXTERNAL, "ext");
        store.hold();
        CompletionStage<Answer<Studies.Suggested>> answer =
                studies().suggest("ext", new Studies.Suggest(1, "c", Duration.ofMinutes(1), Duration.ZERO, null));
        await().atMost(Duration.ofSeconds(5)).until(() -> rows("ext").trials().size() == 1);
        assertThat(answer.toCompletableFuture().isDone()).isFalse();
        store.release();
        assertThat(ok(answer).trials()).containsExactly(1);
    }

    @Test
    void a_client_runs_a_whole_study() {
        create(EXTERNAL, "ext");
        for (int i = 1; i <= 6; i++) {
            Studies.Suggested given = ok(studies()
                    .suggest("ext", new Studies.Suggest(1, "", Duration.ofMinutes(1), Duration.ofSeconds(5), "r" + i)));
            assertThat(given.trials()).containsExactly(i);
            Studies.Reported told =
                    ok(studies().report("ext", i, new Studies.Report(List.of(new MetricPoint("loss", 1, i, 0)), null)));
            assertThat(told.accepted()).isEqualTo(1);
            ok(studies().complete("ext", i, new Studies.Complete(Map.of(), TrialState.SUCCEEDED, "")));
        }
        awaitState("ext", StudyState.SUCCEEDED);
        Studies.Suggested none =
                ok(studies().suggest("ext", new Studies.Suggest(1, "", Duration.ofMinutes(1), Duration.ZERO, null)));
        assertThat(none.trials()).isEmpty();
        assertThat(none.state()).isEqualTo(StudyState.SUCCEEDED);
        assertThat(refused(studies()
                                .complete(
                                        "ext", 1, new Studies.Complete(Map.of("loss", 7.0), TrialState.SUCCEEDED, "")))
                        .code())
                .isEqualTo(Answer.Code.RESULT_CONFLICT);
    }

    @Test
    void an_unknown_study_is_named_as_such() {
        assertThat(refused(studies().move("nobody", StudyState.PAUSED, "")).code())
                .isEqualTo(Answer.Code.NOT_FOUND);
        assertThat(refused(studies().endTrial("nobody", 1, true, "")).detail()).contains("nobody");
    }

    @Test
    void a_refused_commit_ends_the_actor_and_the_study_goes_on_from_its_rows() {
        create(EXTERNAL, "ext");
        store.refuseNext(1);
        Answer.Refused<Studies.Suggested> lost = refused(
                studies().suggest("ext", new Studies.Suggest(1, "", Duration.ofMinutes(1), Duration.ZERO, null)));
        assertThat(lost.code()).isEqualTo(Answer.Code.UNAVAILABLE);
        Studies.Suggested again =
                ok(studies().suggest("ext", new Studies.Suggest(1, "", Duration.ofMinutes(1), Duration.ZERO, null)));
        assertThat(again.trials()).containsExactly(1);
    }

    @Test
    void a_running_study_survives_refused_commits() {
        create(MANAGED, "rough");
        store.refuseNext(2);
        awaitState("rough", StudyState.SUCCEEDED);
        assertThat(rows("rough").trials()).hasSize(6);
    }

    @Test
    void a_runner_that_does_not_answer_is_asked_again() {
        world.failSubmits.set(3);
        create(MANAGED, "deaf");
        awaitState("deaf", StudyState.SUCCEEDED);
        assertThat(world.starts.values()).containsOnly(1);
    }

    @Test
    void a_new_leadership_adopts_what_runs_and_replaces_what_was_lost() {
        scripts = id -> new ScriptedRunner.Script(List.of(new MetricPoint("loss", 1, 1, 0)), null);
        create(MANAGED, "long");
        await().atMost(Duration.ofSeconds(10))
                .until(() -> rows("long").observations().size() == 2 && world.running.size() == 2);
        control().close();
        AttemptId lost = new AttemptId(rows("long").study().uid(), 2, 1);
        world.running.remove(lost);
        scripts = id -> new ScriptedRunner.Script(
                id.attempt() == 1 && id.trial() <= 2 ? List.of() : List.of(new MetricPoint("loss", 1, 2, 0)),
                new GangOutcome(0, ExitOutcome.success(), false, "", List.of()));
        start(name -> true);
        assertThat(recovered).containsExactlyInAnyOrder(new AttemptId(lost.studyUid(), 1, 1), lost);
        awaitState("long", StudyState.SUCCEEDED);
        assertThat(world.log).contains("adopted " + new AttemptId(lost.studyUid(), 1, 1), "lost " + lost);
        Trial replaced = rows("long").trial(2);
        assertThat(replaced.attempts())
                .extracting(a -> a.state())
                .containsExactly(AttemptState.LOST, AttemptState.SUCCEEDED);
        assertThat(world.starts.values()).containsOnly(1);
    }

    @Test
    void an_embedded_run_pauses_the_studies_that_it_does_not_drive() {
        scripts = id -> new ScriptedRunner.Script(List.of(), null);
        create(MANAGED, "mine");
        create(MANAGED, "other");
        await().atMost(Duration.ofSeconds(10)).until(() -> world.running.size() == 4);
        control().close();
        start("mine"::equals);
        awaitState("other", StudyState.PAUSED);
        assertThat(rows("other").study().reason()).isEqualTo("its run ended");
        assertThat(rows("mine").study().state()).isEqualTo(StudyState.ACTIVE);
        assertThat(ok(studies().move("other", StudyState.ACTIVE, ""))).isEqualTo(StudyState.ACTIVE);
    }

    @Test
    void cancel_ends_what_runs() {
        scripts = id -> new ScriptedRunner.Script(List.of(new MetricPoint("loss", 1, 1, 0)), null);
        create(MANAGED, "gone");
        await().atMost(Duration.ofSeconds(10)).until(() -> world.running.size() == 2);
        assertThat(ok(studies().move("gone", StudyState.CANCELLED, "no longer wanted")))
                .isEqualTo(StudyState.STOPPING);
        awaitState("gone", StudyState.CANCELLED);
        assertThat(world.running).isEmpty();
        assertThat(ok(studies().move("gone", StudyState.CANCELLED, ""))).isEqualTo(StudyState.CANCELLED);
    }

    @Test
    void points_of_an_attempt_that_nobody_waits_for_are_acknowledged_and_its_gang_is_ended() {
        studies();
        AttemptId stranger = new AttemptId("zzzzzzzz", 1, 1);
        GangEars ears = ears();
        get(ears.onPoints(stranger, 0, 1, List.of(new MetricPoint("loss", 1, 1, 0))));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> world.log.contains("stopped " + stranger + " no study waits for it"));
    }

    private GangEars ears() {
        return new GangEars(control().plane());
    }
}
