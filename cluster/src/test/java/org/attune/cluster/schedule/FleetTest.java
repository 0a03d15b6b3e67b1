package org.attune.cluster.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The protocol between scheduler, ledger and agents, with virtual time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FleetTest {

    private static final Epoch EPOCH = new Epoch(3);
    private static final LeaseSettings LEASE = LeaseSettings.DEFAULT;
    private static final ExitOutcome WELL = ExitOutcome.success();
    private static final ExitOutcome BADLY =
            new ExitOutcome(FailureKind.USER_CODE, 1, 0, "ended with exit code 1", List.of("boom"));

    private Fleet fleet = new Fleet(EPOCH, LEASE);
    private final Map<String, ScriptedAgent> agents = new LinkedHashMap<>();
    private final Map<AttemptId, String> rows = new LinkedHashMap<>();
    private final Map<AttemptId, ClaimedGang> claims = new LinkedHashMap<>();
    private final List<GangEvent> told = new ArrayList<>();
    private final List<ToAgent> sent = new ArrayList<>();
    private Fleet.Answer ledgerSays = Fleet.Answer.YES;
    private boolean ledgerHolds;
    private final List<Runnable> heldAnswers = new ArrayList<>();
    private long now = 1_000_000_000L;

    private ScriptedAgent agent(String name, int cpus) {
        ScriptedAgent agent = new ScriptedAgent(name, cpus, LEASE);
        agents.put(name, agent);
        return agent;
    }

    private ScriptedAgent agentNamed(String name) {
        return Objects.requireNonNull(agents.get(name));
    }

    private ClaimedGang claimOf(GangRequest gang) {
        return Objects.requireNonNull(claims.get(gang.attempt()));
    }

    /** Carries out what the fleet wants until nothing is left to do. */
    private void settle() {
        for (int i = 0; i < 100; i++) {
            fleet.pass(now);
            List<Step> steps = fleet.drain();
            steps.forEach(this::carryOut);
            boolean quiet = steps.isEmpty();
            for (ScriptedAgent agent : agents.values()) {
                List<ScriptedAgent.Say> said = List.copyOf(agent.said);
                agent.said.clear();
                said.forEach(s -> s.to(fleet, now));
                quiet &= said.isEmpty();
            }
            if (quiet) {
                return;
            }
        }
        throw new AssertionError("it never comes to rest");
    }

    private void carryOut(Step step) {
        if (step instanceof Step.Send send) {
            sent.add(send.message());
            ScriptedAgent agent = agents.get(send.node());
            if (agent != null) {
                agent.hear(send.message(), now);
            }
        } else if (step instanceof Step.Tell tell) {
            told.add(tell.event());
            if (tell.event() instanceof GangEvent.Ended) {
                fleet.endStored(tell.event().attempt());
            }
        } else if (step instanceof Step.LedgerPreparing ask) {
            answer(ask.attempt(), GangState.PLACING, "PREPARING");
        } else if (step instanceof Step.LedgerClaimed ask) {
            claims.put(ask.attempt(), ask.gang());
            answer(ask.attempt(), GangState.CLAIMING, "CLAIMED");
        } else if (step instanceof Step.LedgerRequeued ask) {
            answer(ask.attempt(), GangState.RETURNING, "QUEUED");
        }
    }

    private void answer(AttemptId attempt, GangState asked, String row) {
        Fleet.Answer answer = ledgerSays;
        Runnable say = () -> {
            if (answer == Fleet.Answer.YES) {
                rows.put(attempt, row);
            }
            fleet.ledgerAnswered(attempt, asked, answer, now);
        };
        if (ledgerHolds) {
            heldAnswers.add(say);
        } else {
            say.run();
        }
    }

    private void releaseLedger() {
        ledgerHolds = false;
        List<Runnable> answers = List.copyOf(heldAnswers);
        heldAnswers.clear();
        answers.forEach(Runnable::run);
        settle();
    }

    /** Lets time pass in steps of a second; the named agents are heard meanwhile. */
    private void pass(Duration time, String... heard) {
        for (long s = 0; s < time.toSeconds(); s++) {
            now += 1_000_000_000L;
            for (String name : heard) {
                agentNamed(name).hello(now);
            }
            settle();
            fleet.tick(now);
            settle();
        }
    }

    private void begin() {
        fleet.recovered(Set.of());
        agents.values().forEach(a -> a.hello(now));
        settle();
    }

    private GangRequest submit(GangRequest gang) {
        fleet.submit(gang, Optional.empty(), now);
        settle();
        return gang;
    }

    private static GangRequest gang(int trial, int workers) {
        return Gangs.gang(trial, workers, Gangs.shell("true"));
    }

    private <T extends GangEvent> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private GangOutcome outcome() {
        assertThat(told(GangEvent.Ended.class)).hasSize(1);
        return told(GangEvent.Ended.class).get(0).outcome();
    }

    private <T extends ToAgent> List<T> sent(Class<T> kind) {
        return sent.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void a_gang_is_claimed_by_all_its_nodes_and_the_store_before_anything_starts() {
        agent("a", 2);
        agent("b", 2);
        begin();
        ledgerHolds = true;
        GangRequest gang = submit(gang(1, 3));
        assertThat(sent(ToAgent.Prepare.class)).isEmpty();

        ledgerHolds = true;
        List<Runnable> preparing = List.copyOf(heldAnswers);
        heldAnswers.clear();
        preparing.forEach(Runnable::run);
        settle();
        assertThat(sent(ToAgent.Prepare.class)).hasSize(2);
        assertThat(sent(ToAgent.Start.class)).as("the store has not answered").isEmpty();

        releaseLedger();
        assertThat(rows).containsEntry(gang.attempt(), "CLAIMED");
        assertThat(claimOf(gang).places()).hasSize(3);
        assertThat(sent(ToAgent.Start.class)).hasSize(2).allSatisfy(start -> {
            assertThat(start.masterAddress()).isEqualTo("host-a");
            assertThat(start.hostsByRank()).containsExactly("host-a", "host-a", "host-b");
        });
        assertThat(told(GangEvent.Started.class)).hasSize(1);
    }

    @Test
    void it_ends_when_every_rank_has_and_its_nodes_may_then_forget_it() {
        ScriptedAgent a = agent("a", 2);
        begin();
        GangRequest gang = submit(gang(1, 2));

        a.end(gang.attempt(), 0, WELL);
        settle();
        assertThat(told(GangEvent.Ended.class)).isEmpty();
        a.end(gang.attempt(), 1, WELL);
        settle();

        assertThat(outcome().first().succeeded()).isTrue();
        assertThat(a.held).isEmpty();
        assertThat(fleet.capacity(now).gangs()).isEmpty();
        assertThat(fleet.capacity(now).nodes().get(0).free().cpus()).isEqualTo(2);
    }

    @Test
    void a_refused_claim_goes_back_to_the_queue_and_elsewhere() {
        ScriptedAgent a = agent("a", 1);
        ScriptedAgent b = agent("b", 2);
        a.refuses = "the study's files cannot be had";
        begin();
        GangRequest gang = submit(gang(1, 1));

        assertThat(rows).containsEntry(gang.attempt(), "CLAIMED");
        assertThat(b.running()).containsExactly(gang.attempt());
        assertThat(told(GangEvent.Ended.class)).isEmpty();
        assertThat(claimOf(gang).places().get(0).node()).isEqualTo("b");
    }

    @Test
    void a_node_that_does_not_claim_in_time_loses_the_gang_and_its_late_claim_counts_no_more() {
        agent("a", 2);
        begin();
        // the node prepares for long: its answers do not come
        ScriptedAgent deaf = agentNamed("a");
        agents.remove("a");
        GangRequest gang = gang(1, 1);
        fleet.submit(gang, Optional.empty(), now);
        settle();
        ToAgent.Prepare prepare = sent(ToAgent.Prepare.class).get(0);
        for (int i = 0; i < LEASE.claimTimeout().toSeconds() + 2; i++) {
            now += 1_000_000_000L;
            fleet.hello(deaf.offer(), List.of(), now, 0);
            fleet.tick(now);
            settle();
        }
        assertThat(rows.get(gang.attempt())).isIn("QUEUED", "PREPARING");
        int starts = sent(ToAgent.Start.class).size();

        deaf.hear(prepare, now);
        deaf.said.forEach(s -> s.to(fleet, now));
        settle();

        assertThat(sent(ToAgent.Start.class)).hasSize(starts);
    }

    @Test
    void a_node_that_falls_silent_while_it_prepares_gives_the_gang_back_to_the_queue() {
        agent("a", 2);
        begin();
        agents.remove("a");
        GangRequest gang = gang(1, 1);
        fleet.submit(gang, Optional.empty(), now);
        settle();
        assertThat(rows).containsEntry(gang.attempt(), "PREPARING");

        agent("b", 2);
        pass(Duration.ofSeconds(10), "b");

        assertThat(rows).containsEntry(gang.attempt(), "CLAIMED");
        assertThat(agentNamed("b").running()).containsExactly(gang.attempt());
    }

    @Test
    void a_start_that_comes_later_than_claim_and_lease_is_dropped_and_the_attempt_is_lost() {
        ScriptedAgent a = agent("a", 2);
        begin();
        ledgerHolds = true;
        GangRequest gang = submit(gang(1, 1));
        List<Runnable> preparing = List.copyOf(heldAnswers);
        heldAnswers.clear();
        preparing.forEach(Runnable::run);
        settle();
        ScriptedAgent.Held share = Objects.requireNonNull(a.held.get(gang.attempt()));
        now += LEASE.length().plusSeconds(1).toNanos();

        releaseLedger();
        assertThat(a.running()).isEmpty();
        assertThat(share.phase).isNotEqualTo(org.attune.cluster.wire.HeldShare.Phase.STARTED);
        pass(Duration.ofSeconds(3), "a");

        assertThat(outcome().first().kind()).isEqualTo(FailureKind.LOST);
        assertThat(outcome().first().cause()).contains("node a is back");
    }

    @Test
    void a_dead_rank_ends_the_others_on_all_nodes_and_stays_the_first_cause() {
        ScriptedAgent a = agent("a", 2);
        ScriptedAgent b = agent("b", 1);
        begin();
        GangRequest gang = submit(gang(1, 3));

        b.end(gang.attempt(), 2, BADLY);
        settle();

        assertThat(outcome().firstRank()).isEqualTo(2);
        assertThat(outcome().first()).isEqualTo(BADLY);
        assertThat(outcome().stopped()).isFalse();
        assertThat(sent(ToAgent.Stop.class))
                .extracting(ToAgent.Stop::why)
                .contains("rank 2 of its gang ended: ended with exit code 1");
        assertThat(a.held).isEmpty();
    }

    @Test
    void a_stop_ends_it_in_every_state_and_only_once() {
        agent("a", 1);
        begin();
        GangRequest runs = submit(gang(1, 1));
        GangRequest waits = submit(gang(2, 1));

        stop(waits);
        assertThat(outcome().stopped()).isTrue();
        told.clear();
        stop(runs);
        stop(runs);

        assertThat(outcome().stopped()).isTrue();
        assertThat(outcome().first().kind()).isEqualTo(FailureKind.KILLED);
    }

    private void stop(GangRequest gang) {
        fleet.stop(gang.attempt(), FailureKind.KILLED, "enough", Duration.ofSeconds(1), now);
        settle();
    }

    @Test
    void a_stop_while_the_ledger_is_asked_waits_for_its_answer_and_starts_nothing() {
        ScriptedAgent a = agent("a", 1);
        begin();
        ledgerHolds = true;
        GangRequest gang = submit(gang(1, 1));
        stop(gang);
        assertThat(told(GangEvent.Ended.class)).as("PLACING").isEmpty();
        releaseLedger();
        assertThat(outcome().stopped()).isTrue();
        assertThat(sent(ToAgent.Start.class)).isEmpty();
        told.clear();

        ledgerHolds = true;
        GangRequest next = submit(gang(2, 1));
        List<Runnable> preparing = List.copyOf(heldAnswers);
        heldAnswers.clear();
        preparing.forEach(Runnable::run);
        settle();
        stop(next);
        assertThat(told(GangEvent.Ended.class)).as("CLAIMING").isEmpty();
        releaseLedger();

        assertThat(outcome().stopped()).isTrue();
        assertThat(sent(ToAgent.Start.class)).isEmpty();
        assertThat(a.held).isEmpty();
    }

    @Test
    void a_silent_node_takes_nothing_new_and_its_gang_is_lost_once_after_the_lease_and_margin() {
        agent("a", 1);
        agent("b", 4);
        begin();
        GangRequest gang = submit(gang(1, 1));
        assertThat(agentNamed("a").running()).containsExactly(gang.attempt());

        pass(Duration.ofSeconds(7), "b");
        assertThat(told(GangEvent.Silent.class)).hasSize(1);
        assertThat(told(GangEvent.Ended.class)).isEmpty();
        GangRequest other = submit(gang(2, 1));
        assertThat(agentNamed("b").running()).containsExactly(other.attempt());
        pass(Duration.ofSeconds(112), "b");
        assertThat(told(GangEvent.Ended.class)).as("not before 120 s").isEmpty();
        pass(Duration.ofSeconds(3), "b");

        assertThat(outcome().first().kind()).isEqualTo(FailureKind.LOST);
        pass(Duration.ofSeconds(60), "b");
        assertThat(told(GangEvent.Ended.class)).hasSize(1);
        // the node comes back with the old workers: they are ended, nobody hears of them again
        pass(Duration.ofSeconds(2), "a", "b");
        assertThat(agentNamed("a").held).isEmpty();
        assertThat(told(GangEvent.Ended.class)).hasSize(1);
    }

    @Test
    void under_wait_or_without_a_guard_a_silent_gang_is_not_given_up() {
        ScriptedAgent a = agent("a", 2);
        a.guard = false;
        begin();
        GangRequest gang = submit(gang(1, 1));

        pass(Duration.ofSeconds(600));
        assertThat(told(GangEvent.Silent.class)).hasSize(1);
        assertThat(told(GangEvent.Ended.class)).isEmpty();
        assertThat(fleet.capacity(now).gangs().get(0).state()).isEqualTo("SILENT");

        assertThat(fleet.knows(gang.attempt())).isTrue();
    }

    @Test
    void a_node_that_was_silent_and_still_runs_the_gang_is_told_as_started_again() {
        agent("a", 1);
        begin();
        submit(gang(1, 1));
        pass(Duration.ofSeconds(8));
        assertThat(told(GangEvent.Silent.class)).hasSize(1);

        pass(Duration.ofSeconds(1), "a");

        assertThat(told(GangEvent.Started.class)).hasSize(2);
        assertThat(told(GangEvent.Ended.class)).isEmpty();
    }

    @Test
    void a_node_that_comes_back_empty_has_lost_its_gang_at_once() {
        ScriptedAgent a = agent("a", 1);
        begin();
        submit(gang(1, 1));
        a.reborn();
        pass(Duration.ofSeconds(6));

        pass(Duration.ofSeconds(1), "a");

        assertThat(outcome().first().kind()).isEqualTo(FailureKind.LOST);
        assertThat(outcome().first().cause()).contains("node a is back and does not know it any more");
    }

    @Test
    void after_a_restart_claimed_gangs_are_adopted_where_they_run_and_strangers_are_ended() {
        agent("a", 2);
        begin();
        GangRequest gang = submit(gang(1, 1));
        GangRequest stranger = submit(gang(2, 1));
        told.clear();
        sent.clear();

        fleet = new Fleet(new Epoch(4), LEASE);
        fleet.submit(gang, Optional.of(claimOf(gang)), now);
        pass(Duration.ofSeconds(1), "a");
        assertThat(agentNamed("a").running())
                .as("nothing is ended before the store's open attempts are known")
                .containsExactly(gang.attempt(), stranger.attempt());
        assertThat(told(GangEvent.Started.class)).hasSize(1);
        fleet.recovered(Set.of(gang.attempt()));
        pass(Duration.ofSeconds(1), "a");

        assertThat(agentNamed("a").running()).containsExactly(gang.attempt());
        assertThat(sent(ToAgent.Start.class)).as("nothing is started anew").isEmpty();
        agentNamed("a").end(gang.attempt(), 0, WELL);
        settle();
        assertThat(outcome().first().succeeded()).isTrue();
    }

    @Test
    void after_a_restart_a_claimed_gang_that_no_node_knows_is_lost() {
        ScriptedAgent a = agent("a", 2);
        begin();
        GangRequest gang = submit(gang(1, 1));
        told.clear();
        a.held.clear();

        fleet = new Fleet(new Epoch(4), LEASE);
        fleet.submit(gang, Optional.of(claimOf(gang)), now);
        fleet.recovered(Set.of(gang.attempt()));
        pass(Duration.ofSeconds(1), "a");

        assertThat(outcome().first().kind()).isEqualTo(FailureKind.LOST);
    }

    @Test
    void after_a_restart_a_claimed_gang_that_was_never_started_is_started() {
        agent("a", 1);
        agent("b", 1);
        begin();
        ledgerHolds = true;
        GangRequest gang = submit(gang(1, 2));
        List<Runnable> preparing = List.copyOf(heldAnswers);
        heldAnswers.clear();
        preparing.forEach(Runnable::run);
        settle();
        ClaimedGang claimed = claimOf(gang);
        heldAnswers.clear();
        ledgerHolds = false;
        assertThat(sent(ToAgent.Start.class)).isEmpty();

        fleet = new Fleet(new Epoch(4), LEASE);
        fleet.submit(gang, Optional.of(claimed), now);
        fleet.recovered(Set.of(gang.attempt()));
        pass(Duration.ofSeconds(2), "a", "b");

        assertThat(agentNamed("a").running()).containsExactly(gang.attempt());
        assertThat(agentNamed("b").running()).containsExactly(gang.attempt());
        assertThat(told(GangEvent.Started.class)).hasSize(1);
    }

    @Test
    void after_a_restart_a_silent_node_has_the_whole_time_from_the_take_over() {
        agent("a", 2);
        begin();
        GangRequest gang = submit(gang(1, 1));
        told.clear();

        fleet = new Fleet(new Epoch(4), LEASE);
        fleet.submit(gang, Optional.of(claimOf(gang)), now);
        fleet.recovered(Set.of(gang.attempt()));
        pass(Duration.ofSeconds(119));
        assertThat(told(GangEvent.Ended.class)).isEmpty();
        pass(Duration.ofSeconds(3));

        assertThat(outcome().first().kind()).isEqualTo(FailureKind.LOST);
    }

    @Test
    void nothing_is_placed_before_the_open_attempts_of_before_are_known() {
        agent("a", 2);
        agentNamed("a").hello(now);
        settle();
        GangRequest gang = submit(gang(1, 1));
        assertThat(rows).isEmpty();

        fleet.recovered(Set.of());
        settle();

        assertThat(rows).containsEntry(gang.attempt(), "CLAIMED");
    }

    @Test
    void a_ledger_that_has_another_state_takes_the_gang_away_in_silence() {
        ScriptedAgent a = agent("a", 2);
        begin();
        ledgerSays = Fleet.Answer.NO;
        GangRequest gang = submit(gang(1, 1));

        assertThat(fleet.knows(gang.attempt())).isFalse();
        assertThat(told).isEmpty();
        assertThat(a.held).isEmpty();
        assertThat(fleet.capacity(now).nodes().get(0).free().cpus()).isEqualTo(2);
    }

    @Test
    void a_ledger_that_does_not_answer_is_asked_again() {
        agent("a", 2);
        begin();
        ledgerSays = Fleet.Answer.UNKNOWN;
        GangRequest gang = submit(gang(1, 1));
        assertThat(rows).isEmpty();

        ledgerSays = Fleet.Answer.YES;
        pass(Duration.ofSeconds(2), "a");

        assertThat(rows).containsEntry(gang.attempt(), "CLAIMED");
        assertThat(told(GangEvent.Started.class)).hasSize(1);
    }

    @Test
    void messages_that_come_twice_change_nothing() {
        ScriptedAgent a = agent("a", 2);
        begin();
        GangRequest gang = submit(gang(1, 2));
        fleet.submit(gang, Optional.empty(), now);
        List<ToAgent> again = List.copyOf(sent);
        again.forEach(m -> a.hear(m, now));
        settle();
        a.end(gang.attempt(), 0, WELL);
        a.end(gang.attempt(), 0, WELL);
        a.end(gang.attempt(), 1, WELL);
        a.end(gang.attempt(), 1, WELL);
        settle();

        assertThat(told(GangEvent.Started.class)).hasSize(1);
        assertThat(outcome().first().succeeded()).isTrue();
    }

    @Test
    void a_lost_message_is_made_good_by_the_next_hello() {
        ScriptedAgent a = agent("a", 2);
        begin();
        GangRequest gang = gang(1, 1);
        fleet.submit(gang, Optional.empty(), now);
        fleet.pass(now);
        fleet.drain().forEach(this::carryOut);
        // Prepare is lost
        fleet.drain();
        assertThat(a.held).isEmpty();
        a.hello(now);
        settle();
        assertThat(rows).containsEntry(gang.attempt(), "CLAIMED");

        a.end(gang.attempt(), 0, WELL);
        // the report is lost
        a.said.clear();
        settle();
        assertThat(told(GangEvent.Ended.class)).isEmpty();
        pass(Duration.ofSeconds(1), "a");
        assertThat(outcome().first().succeeded()).isTrue();
    }

    @Test
    void a_second_agent_with_the_name_of_another_is_not_heard() {
        ScriptedAgent a = agent("a", 2);
        begin();
        ScriptedAgent imposter = new ScriptedAgent("a", 64, LEASE);
        imposter.reborn();

        assertThat(fleet.isTaken(imposter.offer(), now)).isTrue();
        assertThat(fleet.isTaken(a.offer(), now)).isFalse();
        assertThat(fleet.isTaken(imposter.offer(), now + LEASE.silentAfter().toNanos() + 1))
                .isFalse();
    }

    @Test
    void a_gang_that_waits_says_why_after_a_second_and_not_again() {
        agent("a", 1);
        begin();
        submit(gang(1, 1));
        submit(gang(2, 1));
        pass(Duration.ofSeconds(5), "a");

        assertThat(told(GangEvent.Waiting.class))
                .extracting(GangEvent.Waiting::why)
                .containsExactly("waits for 1 of 1 CPUs");
        assertThat(fleet.capacity(now).gangs()).extracting(g -> g.state()).containsExactly("QUEUED", "RUNNING");
        assertThat(fleet.capacity(now).nodes()).extracting(NodeView::state).containsExactly("UP");
    }

    @Test
    void higher_priority_goes_first_and_equal_ones_in_their_order() {
        ScriptedAgent a = agent("a", 1);
        begin();
        GangRequest first = submit(gang(1, 1));
        GangRequest low = submit(gang(2, 1));
        GangRequest alsoLow = submit(gang(3, 1));
        GangRequest base = gang(4, 1);
        GangRequest urgent = new GangRequest(base.attempt(), 1, base.each(), base.wish(), 90, true, base.template());
        submit(urgent);

        for (GangRequest next : List.of(first, urgent, low, alsoLow)) {
            assertThat(a.running()).containsExactly(next.attempt());
            a.end(next.attempt(), 0, WELL);
            settle();
        }
    }

    @AfterAll
    static void every_transition_was_taken() {
        assertThat(GangState.TRANSITIONS.unvisited())
                .as("transitions that no test takes")
                .allSatisfy(
                        t -> assertThat(t.from()).isIn(GangState.CLAIMING, GangState.RETURNING, GangState.STARTING));
    }
}
