package org.attune.tuner.control;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangListener;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;

/** Passes on what a runner tells to the study that it is about. */
record GangEars(ActorRef<ControlPlane.Command> control) implements GangListener {

    @Override
    public CompletionStage<Void> onEvent(GangEvent event) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        control.tell(new ControlPlane.Heard(event.attempt(), new StudyActor.GangTold(event, done), done));
        return done;
    }

    @Override
    public CompletionStage<Void> onPoints(AttemptId attempt, int rank, long position, List<MetricPoint> points) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        control.tell(new ControlPlane.Heard(
                attempt, new StudyActor.PointsTold(attempt, rank, position, points, done), done));
        return done;
    }
}
