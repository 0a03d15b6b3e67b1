package org.attune.cluster.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.worker.FailureKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What the scheduler makes of silence, loss and its own restart, with virtual time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FleetLossTest extends FleetBench {

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
        answerHeld(LedgerAnswer.YES);
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
        answerHeld(LedgerAnswer.YES);
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
}
