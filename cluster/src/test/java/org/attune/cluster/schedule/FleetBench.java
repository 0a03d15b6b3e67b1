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
import java.util.function.Consumer;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.wire.ToAgent;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;

/** A fleet with scripted agents, a scripted ledger and virtual time. */
abstract class FleetBench {

    static final Epoch EPOCH = new Epoch(3);
    static final LeaseSettings LEASE = LeaseSettings.DEFAULT;
    static final ExitOutcome WELL = ExitOutcome.success();
    static final ExitOutcome BADLY =
            new ExitOutcome(FailureKind.USER_CODE, 1, 0, "ended with exit code 1", List.of("boom"));

    Fleet fleet = new Fleet(EPOCH, LEASE);
    final Map<String, ScriptedAgent> agents = new LinkedHashMap<>();
    final Map<AttemptId, String> rows = new LinkedHashMap<>();
    final Map<AttemptId, ClaimedGang> claims = new LinkedHashMap<>();
    final List<GangEvent> told = new ArrayList<>();
    final List<ToAgent> sent = new ArrayList<>();
    LedgerAnswer ledgerSays = LedgerAnswer.YES;
    boolean ledgerHolds;
    final List<Consumer<LedgerAnswer>> heldAnswers = new ArrayList<>();
    long now = 1_000_000_000L;

    ScriptedAgent agent(String name, int cpus) {
        ScriptedAgent agent = new ScriptedAgent(name, cpus, LEASE);
        agents.put(name, agent);
        return agent;
    }

    ScriptedAgent agentNamed(String name) {
        return Objects.requireNonNull(agents.get(name));
    }

    ClaimedGang claimOf(GangRequest gang) {
        return Objects.requireNonNull(claims.get(gang.attempt()));
    }

    /** Carries out what the fleet wants until nothing is left to do. */
    void settle() {
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

    void carryOut(Step step) {
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

    void answer(AttemptId attempt, GangState asked, String row) {
        Consumer<LedgerAnswer> say = answer -> {
            if (answer == LedgerAnswer.YES) {
                rows.put(attempt, row);
            }
            fleet.ledgerAnswered(attempt, asked, answer, now);
        };
        if (ledgerHolds) {
            heldAnswers.add(say);
        } else {
            say.accept(ledgerSays);
        }
    }

    void releaseLedger() {
        ledgerHolds = false;
        answerHeld(LedgerAnswer.YES);
    }

    /** Answers what the ledger was asked so far. */
    void answerHeld(LedgerAnswer answer) {
        List<Consumer<LedgerAnswer>> asked = List.copyOf(heldAnswers);
        heldAnswers.clear();
        asked.forEach(say -> say.accept(answer));
        settle();
    }

    /** Lets time pass in steps of a second; the named agents are heard meanwhile. */
    void pass(Duration time, String... heard) {
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

    void begin() {
        fleet.recovered(Set.of());
        agents.values().forEach(a -> a.hello(now));
        settle();
    }

    GangRequest submit(GangRequest gang) {
        fleet.submit(gang, Optional.empty(), now);
        settle();
        return gang;
    }

    static GangRequest gang(int trial, int workers) {
        return Gangs.gang(trial, workers, Gangs.shell("true"));
    }

    <T extends GangEvent> List<T> told(Class<T> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    GangOutcome outcome() {
        assertThat(told(GangEvent.Ended.class)).hasSize(1);
        return told(GangEvent.Ended.class).get(0).outcome();
    }

    <T extends ToAgent> List<T> sent(Class<T> kind) {
        return sent.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void stop(GangRequest gang) {
        fleet.stop(gang.attempt(), FailureKind.KILLED, "enough", Duration.ofSeconds(1), now);
        settle();
    }
}
