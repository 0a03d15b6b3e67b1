package org.attune.cluster.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.schedule.Gangs;
import org.attune.cluster.schedule.OwnGangs;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(90)
final class RestartTest {

    private static final LeaseSettings LEASE = LeaseSettings.ofLength(Duration.ofSeconds(5));

    @TempDir
    Path directory;

    private static GangRequest counting(int trial, int workers) {
        return Gangs.gang(
                trial,
                workers,
                Gangs.shell(
                        "i=0; while [ $i -lt 400 ] && [ ! -e go ]; do i=$((i+1)); echo \"step=$i loss=$i\"; sleep 0.02; done"));
    }

    private static void submit(OneMachine machine, GangRequest gang, Epoch epoch) {
        machine.gangs()
                .submit(gang, epoch, Optional.empty())
                .toCompletableFuture()
                .join();
    }

    private static void awaitPoints(OneMachine machine, AttemptId attempt, int count) {
        machine.listener.await(count + " points", l -> l.points(attempt, 0).size() >= count);
    }

    private static void assertNoPointIsMissing(List<MetricPoint> points) {
        List<Double> expected = new ArrayList<>();
        for (int i = 1; i <= points.size(); i++) {
            expected.add((double) i);
        }
        assertThat(points).extracting(MetricPoint::value).isEqualTo(expected);
    }

    private void letItEnd(AttemptId attempt, int rank) throws Exception {
        Path worker = directory.resolve("agents/alpha/workers/" + attempt + "-r" + rank);
        Files.write(worker.resolve("go"), new byte[0]);
    }

    @Test
    void a_restarted_agent_adopts_its_workers_and_no_point_is_lost_or_repeated() throws Exception {
        try (OneMachine machine = new OneMachine(directory, LEASE)) {
            GangRequest gang = counting(1, 2);
            submit(machine, gang, OneMachine.EPOCH);
            awaitPoints(machine, gang.attempt(), 5);

            machine.agent().close();
            machine.startAgent();
            awaitPoints(
                    machine,
                    gang.attempt(),
                    machine.listener.points(gang.attempt(), 0).size() + 20);
            letItEnd(gang.attempt(), 0);
            letItEnd(gang.attempt(), 1);
            GangOutcome outcome = machine.listener.awaitEnd(gang.attempt());

            assertThat(outcome.first().kind()).isEqualTo(FailureKind.NONE);
            assertNoPointIsMissing(machine.listener.points(gang.attempt(), 0));
            long lines = Files.readAllLines(directory.resolve("logs/study234/1/a1/r0.out"))
                    .size();
            assertThat(machine.listener.points(gang.attempt(), 0)).hasSize((int) lines);
        }
    }

    @Test
    void a_new_leadership_adopts_what_it_knows_and_ends_what_it_does_not() throws Exception {
        try (OneMachine machine = new OneMachine(directory, LEASE)) {
            GangRequest known = counting(1, 1);
            GangRequest stranger = counting(2, 1);
            submit(machine, known, OneMachine.EPOCH);
            submit(machine, stranger, OneMachine.EPOCH);
            awaitPoints(machine, known.attempt(), 3);
            awaitPoints(machine, stranger.attempt(), 3);
            OwnGangs before = machine.gangs();

            before.close();
            Epoch next = new Epoch(2);
            OwnGangs after = machine.lead(next);
            after.submit(
                            known,
                            next,
                            Optional.of(machine.ledger.claims(known.attempt()).get(0)))
                    .toCompletableFuture()
                    .join();
            after.recovered(Set.of(known.attempt())).toCompletableFuture().join();
            Path strangers = directory.resolve("agents/alpha/workers/" + stranger.attempt() + "-r0");
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> !Files.exists(strangers));
            awaitPoints(
                    machine,
                    known.attempt(),
                    machine.listener.points(known.attempt(), 0).size() + 5);
            letItEnd(known.attempt(), 0);
            GangOutcome outcome = machine.listener.awaitEnd(known.attempt());

            assertThat(outcome.first().kind()).isEqualTo(FailureKind.NONE);
            assertNoPointIsMissing(machine.listener.points(known.attempt(), 0));
            assertThat(machine.listener.events(stranger.attempt()))
                    .as("the new leadership has nothing to tell of it")
                    .noneMatch(GangEvent.Ended.class::isInstance);
            assertThat(Files.readString(directory.resolve("agents/alpha/epoch")).strip())
                    .isEqualTo("2");
        }
    }

    @Test
    void without_an_agent_the_guard_ends_workers_whose_lease_ran_out() {
        LeaseSettings brief = LeaseSettings.ofLength(Duration.ofSeconds(2));
        try (OneMachine machine = new OneMachine(directory, brief)) {
            GangRequest gang = Gangs.gang(1, 1, Gangs.shell("echo loss=1; sleep 60"));
            submit(machine, gang, OneMachine.EPOCH);
            awaitPoints(machine, gang.attempt(), 1);

            machine.agent().close();
            GangOutcome outcome = machine.listener.awaitEnd(gang.attempt());
            machine.startAgent();

            assertThat(outcome.first().kind()).isEqualTo(FailureKind.LOST);
            Path worker = directory.resolve("agents/alpha/workers/" + gang.attempt() + "-r0");
            Awaitility.await().atMost(Duration.ofSeconds(15)).until(() -> !Files.exists(worker));
        }
    }
}
