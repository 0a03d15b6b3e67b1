package org.attune.tuner.control;

import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangRunner;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.cluster.schedule.OwnGangs;
import org.attune.runner.worker.AttemptId;

/** Starts the gang runner of a leadership. */
@FunctionalInterface
public interface RunnerStart {

    /** A runner that acts under this epoch; it starts nothing before it is told what is recovered. */
    GangRunner start(Epoch epoch, AttemptLedger ledger);

    /** Says that every attempt which is open in the store was submitted to the runner. */
    default void recovered(GangRunner runner, Set<AttemptId> live) {
        if (runner instanceof OwnGangs own) {
            own.recovered(live);
        }
    }

    /** Attune's own nodes. */
    static RunnerStart own(ActorSystem<?> system, LeaseSettings lease) {
        return (epoch, ledger) -> OwnGangs.start(system, epoch, lease, ledger);
    }
}
