package org.attune.cluster.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.gang.NodeView;
import org.attune.cluster.gang.RankEnd;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The protocol between scheduler, ledger and agents, with virtual time. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class FleetTest extends FleetBench {

    @Test
    void a_gang_is_claimed_by_all_its_nodes_and_the_store_before_anything_starts() {
        agent("a", 2);
        agent("b", 2);
        begin();
        ledgerHolds = true;
        GangRequest gang = submit(gang(1, 3));
        assertThat(sent(ToAgent.Prepare.class)).isEmpty();

        ledgerHolds = true;
        answerHeld(LedgerAnswer.YES);
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
    void the_rank_that_broke_is_blamed_although_its_neighbour_was_heard_first_and_every_rank_is_kept() {
        ScriptedAgent a = agent("a", 2);
        begin();
        GangRequest gang = submit(gang(1, 2));
        a.end(gang.attempt(), 0, new ExitOutcome(FailureKind.USER_CODE, 1, 0, "exit code 1", List.of("Broken pipe")));
        a.end(gang.attempt(), 1, new ExitOutcome(FailureKind.OUT_OF_MEMORY, -1, 9, "no memory", List.of("big")));
        settle();
        assertThat(outcome().firstRank()).isEqualTo(1);
        assertThat(outcome().first().kind()).isEqualTo(FailureKind.OUT_OF_MEMORY);
        assertThat(outcome().ranks()).extracting(RankEnd::node).containsExactly("a", "a");
        assertThat(outcome().ranks().get(0).outcome().lastLines()).containsExactly("Broken pipe");
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
        answerHeld(LedgerAnswer.YES);
        stop(next);
        assertThat(told(GangEvent.Ended.class)).as("CLAIMING").isEmpty();
        releaseLedger();

        assertThat(outcome().stopped()).isTrue();
        assertThat(sent(ToAgent.Start.class)).isEmpty();
        assertThat(a.held).isEmpty();
    }

    @Test
    void a_ledger_that_has_another_state_takes_the_gang_away_in_silence() {
        ScriptedAgent a = agent("a", 2);
        begin();
        ledgerSays = LedgerAnswer.NO;
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
        ledgerSays = LedgerAnswer.UNKNOWN;
        GangRequest gang = submit(gang(1, 1));
        assertThat(rows).isEmpty();

        ledgerSays = LedgerAnswer.YES;
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

    @Test
    void a_ledger_that_fails_while_a_claim_or_its_return_is_noted_is_asked_until_it_answers() {
        ScriptedAgent a = agent("a", 1);
        begin();
        ledgerHolds = true;
        GangRequest gang = submit(gang(1, 1));
        answerHeld(LedgerAnswer.YES);
        answerHeld(LedgerAnswer.UNKNOWN);
        ledgerHolds = false;
        assertThat(sent(ToAgent.Start.class)).isEmpty();
        pass(Duration.ofSeconds(2), "a");
        assertThat(told(GangEvent.Started.class)).hasSize(1);
        a.end(gang.attempt(), 0, WELL);
        settle();

        a.refuses = "no";
        ledgerHolds = true;
        GangRequest next = submit(gang(2, 1));
        answerHeld(LedgerAnswer.YES);
        answerHeld(LedgerAnswer.UNKNOWN);
        ledgerHolds = false;
        a.refuses = null;
        pass(Duration.ofSeconds(8), "a");

        assertThat(rows).containsEntry(next.attempt(), "CLAIMED");
    }

    @Test
    void a_ledger_that_has_another_state_at_the_claim_or_its_return_takes_the_gang_away() {
        ScriptedAgent a = agent("a", 1);
        begin();
        ledgerHolds = true;
        GangRequest gang = submit(gang(1, 1));
        answerHeld(LedgerAnswer.YES);
        answerHeld(LedgerAnswer.NO);
        assertThat(fleet.knows(gang.attempt())).isFalse();
        assertThat(a.held).isEmpty();

        a.refuses = "no";
        GangRequest next = submit(gang(2, 1));
        answerHeld(LedgerAnswer.YES);
        answerHeld(LedgerAnswer.NO);

        assertThat(fleet.knows(next.attempt())).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void a_gang_may_end_or_fail_before_all_its_nodes_said_that_they_started_it() {
        ScriptedAgent a = agent("a", 1);
        ScriptedAgent b = agent("b", 1);
        begin();
        GangRequest gang = gang(1, 2);
        b.dropsStarted = true;
        submit(gang);
        assertThat(told(GangEvent.Started.class)).isEmpty();

        a.end(gang.attempt(), 0, BADLY);
        settle();

        assertThat(outcome().first()).isEqualTo(BADLY);
        told.clear();
        a.dropsStarted = true;
        GangRequest next = submit(gang(2, 2));
        a.end(next.attempt(), 0, WELL);
        b.end(next.attempt(), 1, WELL);
        settle();
        assertThat(outcome().first().succeeded()).isTrue();
        told.clear();
        GangRequest stopped = submit(gang(3, 2));
        stop(stopped);
        assertThat(outcome().stopped()).isTrue();
    }

    @AfterAll
    static void every_transition_was_taken() {
        assertThat(GangState.TRANSITIONS.unvisited()).isEmpty();
    }

    @Test
    void a_drained_node_takes_nothing_new_and_what_runs_there_goes_on() {
        ScriptedAgent a = agent("a", 2);
        ScriptedAgent b = agent("b", 2);
        fleet.drain(Map.of("a", new NodeDrain("new disk", 0, 0)), now, 0);
        begin();
        submit(gang(1, 2));
        assertThat(a.running()).as("drained before it was heard").isEmpty();
        assertThat(b.running()).hasSize(1);

        fleet.drain(Map.of("b", new NodeDrain("", 0, 0)), now, 0);
        GangRequest next = submit(gang(2, 2));
        assertThat(a.running()).containsExactly(next.attempt());
        assertThat(view("b").state()).isEqualTo("DRAINING");
        pass(Duration.ofHours(2), "a", "b");
        assertThat(b.running()).hasSize(1);

        GangRequest waits = submit(gang(3, 2));
        assertThat(fleet.capacity(now).gangs().get(0).why()).contains("CPUs");
        b.end(b.running().get(0), 0, WELL);
        b.end(b.running().get(0), 1, WELL);
        settle();
        assertThat(view("b").state()).isEqualTo("DRAINED");
        fleet.drain(Map.of(), now, 0);
        settle();
        assertThat(b.running()).containsExactly(waits.attempt());
        assertThat(view("b").state()).isEqualTo("UP");
    }

    @Test
    void at_the_deadline_of_a_drain_what_still_runs_is_taken_away() {
        ScriptedAgent a = agent("a", 2);
        ScriptedAgent b = agent("b", 1);
        begin();
        GangRequest wide = submit(gang(1, 3));
        fleet.drain(Map.of("b", new NodeDrain("a new kernel", 1_000, 61_000)), now, 1_000);
        pass(Duration.ofSeconds(50), "a", "b");
        assertThat(told(GangEvent.Ended.class)).isEmpty();

        pass(Duration.ofSeconds(20), "a", "b");
        assertThat(sent(ToAgent.Stop.class)).hasSize(2).allSatisfy(stop -> {
            assertThat(stop.kind()).isEqualTo(FailureKind.PREEMPTED);
            assertThat(stop.why()).isEqualTo("node b is drained: a new kernel");
        });
        assertThat(told(GangEvent.Ended.class))
                .extracting(GangEvent.Ended::attempt)
                .containsExactly(wide.attempt());
        assertThat(a.held).isEmpty();
        assertThat(b.held).isEmpty();
    }

    private NodeView view(String name) {
        return fleet.capacity(now).nodes().stream()
                .filter(n -> n.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
