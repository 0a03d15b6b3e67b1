package org.attune.tuner.control;

import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.attune.tuner.control.ControlPlane.Command;

/** A control plane that does not lead yet: what comes meanwhile waits. */
final class ControlStart {

    private static final int PENDING_MAX = 1_000;

    private ControlStart() {}

    static Behavior<Command> create(Leadership.Source source) {
        return Behaviors.withStash(
                PENDING_MAX,
                stash -> Behaviors.setup(context -> {
                    context.pipeToSelf(source.take(), ControlPlane.Led::new);
                    return leading(stash);
                }));
    }

    private static Behavior<Command> leading(StashBuffer<Command> stash) {
        return Behaviors.receive(Command.class)
                .onMessage(ControlPlane.Led.class, led -> {
                    Leadership leadership = led.leadership();
                    if (leadership == null) {
                        throw new StudyUnavailable("the store cannot be read: " + led.failure(), led.failure());
                    }
                    return stash.unstashAll(ControlPlane.led(leadership));
                })
                .onMessage(ControlPlane.Close.class, close -> {
                    close.done().complete(null);
                    return Behaviors.stopped();
                })
                .onAnyMessage(message -> {
                    if (!stash.isFull()) {
                        stash.stash(message);
                    }
                    return Behaviors.same();
                })
                .build();
    }
}
