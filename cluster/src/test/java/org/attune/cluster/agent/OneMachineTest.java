package org.attune.cluster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.schedule.Gangs;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
final class OneMachineTest {

    @TempDir
    static Path directory;

    private static OneMachine machine;

    @BeforeAll
    static void start() {
        machine = new OneMachine(directory, LeaseSettings.ofLength(Duration.ofSeconds(5)));
    }

    @AfterAll
    static void stop() throws Exception {
        machine.close();
    }

    private static AttemptId submit(GangRequest gang) {
        machine.gangs()
                .submit(gang, OneMachine.EPOCH, Optional.empty())
                .toCompletableFuture()
                .join();
        return gang.attempt();
    }

    private static void stop(AttemptId attempt, Duration grace) {
        machine.gangs()
                .stop(attempt, OneMachine.EPOCH, "enough", grace)
                .toCompletableFuture()
                .join();
    }

    @Test
    void a_gang_runs_reports_its_points_in_order_and_ends_well() {
        AttemptId attempt =
                submit(Gangs.gang(1, 2, Gangs.shell("for i in 1 2 3; do echo \"step=$i loss=0.$i\"; done")));

        GangOutcome outcome = machine.listener.awaitEnd(attempt);

        assertThat(outcome.first().kind()).isEqualTo(FailureKind.NONE);
        assertThat(outcome.stopped()).isFalse();
        assertThat(outcome.parseReport()).contains("3 points from stdout");
        assertThat(machine.listener.points(attempt, 0))
                .extracting(MetricPoint::value)
                .containsExactly(0.1, 0.2, 0.3);
        assertThat(machine.listener.points(attempt, 1)).isEmpty();
        assertThat(machine.listener.events(attempt))
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        GangEvent.Started.class, s -> assertThat(s.places()).hasSize(2));
        assertThat(machine.ledger.state(attempt)).isEqualTo("CLAIMED");
        Path workers = directory.resolve("agents/alpha/workers");
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !Files.exists(workers.resolve(attempt + "-r0")));
        assertThat(directory.resolve("logs/study234/1/a1/r1.out"))
                .hasContent("step=1 loss=0.1\nstep=2 loss=0.2\nstep=3 loss=0.3\n");
    }

    @Test
    void no_number_is_a_value_like_others() {
        AttemptId attempt = submit(Gangs.gang(2, 1, Gangs.shell("echo loss=nan; echo loss=inf")));

        machine.listener.awaitEnd(attempt);

        assertThat(machine.listener.points(attempt, 0))
                .extracting(MetricPoint::value)
                .containsExactly(Double.NaN, Double.POSITIVE_INFINITY);
    }

    @Test
    void a_worker_that_never_reports_ends_with_a_report_that_says_so() {
        AttemptId attempt = submit(Gangs.gang(3, 1, Gangs.shell("echo accuracy=0.5; echo hello")));

        GangOutcome outcome = machine.listener.awaitEnd(attempt);

        assertThat(outcome.first().kind()).isEqualTo(FailureKind.NONE);
        assertThat(outcome.parseReport()).startsWith("no points");
        assertThat(outcome.alsoPrinted()).containsExactly("accuracy");
    }

    @Test
    void a_dead_rank_ends_the_others_and_is_named_as_the_first_cause() {
        AttemptId attempt = submit(Gangs.gang(
                4, 3, Gangs.shell("if [ $RANK = 1 ]; then echo boom >&2; exit 7; fi; while :; do sleep 0.1; done")));

        GangOutcome outcome = machine.listener.awaitEnd(attempt);

        assertThat(outcome.firstRank()).isEqualTo(1);
        assertThat(outcome.first().kind()).isEqualTo(FailureKind.USER_CODE);
        assertThat(outcome.first().exitCode()).isEqualTo(7);
        assertThat(outcome.first().lastLines()).contains("boom");
        assertThat(outcome.stopped()).isFalse();
    }

    @Test
    void a_worker_that_ignores_TERM_is_killed_after_its_grace() {
        AttemptId attempt =
                submit(Gangs.gang(5, 1, Gangs.shell("trap '' TERM; echo loss=1; while :; do sleep 0.1; done")));
        machine.listener.await("a point", l -> !l.points(attempt, 0).isEmpty());

        stop(attempt, Duration.ofMillis(300));
        GangOutcome outcome = machine.listener.awaitEnd(attempt);

        assertThat(outcome.stopped()).isTrue();
        assertThat(outcome.first().kind()).isEqualTo(FailureKind.KILLED);
    }

    @Test
    void a_worker_killed_from_outside_is_a_signal() {
        AttemptId attempt = submit(Gangs.gang(6, 1, Gangs.shell("echo loss=1; kill -9 $$$$")));

        GangOutcome outcome = machine.listener.awaitEnd(attempt);

        assertThat(outcome.first().kind()).isEqualTo(FailureKind.SIGNAL);
        assertThat(outcome.first().signal()).isEqualTo(9);
        assertThat(machine.listener.points(attempt, 0)).hasSize(1);
    }

    @Test
    void a_command_that_does_not_exist_fails_with_its_name() {
        AttemptId attempt = submit(Gangs.gang(
                7,
                1,
                Gangs.template(List.of("no-such-program"), org.attune.runner.worker.MetricSelection.of("loss"), null)));

        GangOutcome outcome = machine.listener.awaitEnd(attempt);

        assertThat(outcome.first().kind()).isEqualTo(FailureKind.START_FAILED);
        assertThat(outcome.first().cause()).contains("no-such-program");
    }

    @Test
    void points_reach_the_listener_within_milliseconds() {
        AttemptId attempt = submit(
                Gangs.gang(
                        8,
                        1,
                        Gangs.shell(
                                "for i in 1 2 3 4 5 6 7 8 9 10; do "
                                        + "echo \"{\\\"loss\\\": $i, \\\"step\\\": $i, \\\"timestamp\\\": $(date +%s.%N)}\"; sleep 0.05; done")));
        machine.listener.awaitEnd(attempt);

        List<Long> batches = new ArrayList<>();
        machine.listener.batches().stream()
                .filter(b -> b.attempt().equals(attempt))
                .forEach(b -> batches.add(b.position()));
        assertThat(machine.listener.points(attempt, 0)).hasSize(10);
        assertThat(batches)
                .as("points come as they are printed, not at the end")
                .hasSizeGreaterThan(3);
    }

    @Test
    void many_points_travel_in_several_batches_without_loss() {
        AttemptId attempt = submit(Gangs.gang(9, 1, Gangs.shell("seq 1 5000 | sed 's/^/loss=/'")));

        machine.listener.awaitEnd(attempt);

        assertThat(machine.listener.points(attempt, 0)).hasSize(5000);
        assertThat(machine.listener.points(attempt, 0))
                .extracting(MetricPoint::value)
                .isSorted();
    }

    @Test
    void what_the_store_refuses_comes_again() {
        machine.listener.failNext(2);
        AttemptId attempt = submit(Gangs.gang(10, 1, Gangs.shell("echo loss=1; sleep 0.3; echo loss=2")));

        machine.listener.awaitEnd(attempt);

        assertThat(machine.listener.points(attempt, 0)).hasSize(2);
        assertThat(machine.listener.events(attempt)).hasSize(2);
    }

    @Test
    void a_gang_that_waits_leaves_the_queue_when_it_is_stopped() {
        AttemptId big = submit(Gangs.gang(11, 8, Gangs.shell("sleep 20")));
        AttemptId waits = submit(Gangs.gang(12, 8, Gangs.shell("sleep 20")));
        machine.listener.awaitEvent(waits, GangEvent.Waiting.class);

        stop(waits, Duration.ZERO);
        GangOutcome outcome = machine.listener.awaitEnd(waits);
        stop(big, Duration.ZERO);
        machine.listener.awaitEnd(big);

        assertThat(outcome.stopped()).isTrue();
        assertThat(machine.ledger.state(waits)).isEqualTo("QUEUED");
    }
}
