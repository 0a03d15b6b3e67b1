package org.attune.tuner.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.attune.tuner.study.StudyReply;
import org.jspecify.annotations.Nullable;

/** A study that has an actor, or is about to; the memory of the {@link ControlPlane} about it. */
final class StudyEntry {

    final String name;
    String uid = "";

    /** Null while it is being made. */
    @Nullable
    ActorRef<StudyActor.Command> actor;

    /** What came while there was no actor. */
    final Deque<StudyActor.Asked> pending = new ArrayDeque<>();

    /** Whether its actor was told to close. */
    boolean closing;
    /** Whether it is to be made again. */
    boolean failed;
    /** Whether its spec changed, so that it is made again at once. */
    boolean renewing;
    /** Whether it is not to go on by itself. */
    boolean pauseFirst;
    /** Whether its attempts were not yet handed to this leadership's runner. */
    boolean fresh;

    /** Who waits for its removal; null for nobody. */
    @Nullable
    CompletableFuture<Answer<String>> deleting;

    int failures;
    long failedMillis;

    StudyEntry(String name) {
        this.name = name;
    }

    void refuseAll(StudyUnavailable why) {
        pending.forEach(asked -> asked.reply().completeExceptionally(why));
        pending.clear();
    }

    void answerAll(StudyReply reply) {
        pending.forEach(asked -> asked.reply().complete(StudyActor.Said.only(reply)));
        pending.clear();
    }
}
