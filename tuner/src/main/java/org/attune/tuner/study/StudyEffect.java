package org.attune.tuner.study;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.GangRequest;
import org.attune.runner.worker.AttemptId;
import org.attune.search.strategy.History;

/** What is to be done once the changes of a decision, and of all before it, are durable. */
public sealed interface StudyEffect {

    /** Hands a gang to the study's runner. */
    record SubmitGang(GangRequest gang, Optional<ClaimedGang> claimed) implements StudyEffect {}

    /** Tells the runner to end a gang. */
    record StopGang(AttemptId attempt, String why, Duration grace) implements StudyEffect {}

    /**
     * Asks the strategy; its answer comes back as {@link StudyEvent.Proposed}. At most one is under way.
     *
     * @param ended the number of ended trials, named again by the answer
     * @param count 1 or more
     */
    record AskProposals(int ended, History history, int count) implements StudyEffect {}

    /** Answers who asked. */
    record Reply(long token, StudyReply reply) implements StudyEffect {}

    /**
     * Answers a runner.
     *
     * @param why empty when what it told is stored or was known; otherwise why it must be told again
     */
    record Told(long token, String why) implements StudyEffect {}

    /** Wants a {@link StudyEvent.Tick} at this time; takes the place of the one wanted before. */
    record WakeAt(long millis) implements StudyEffect {}

    /**
     * Checkpoints of ended trials are deleted.
     *
     * @param drop trials of which nothing is kept
     * @param thin trials of which the newest entry is kept
     */
    record TidyCheckpoints(List<Integer> drop, List<Integer> thin) implements StudyEffect {
        public TidyCheckpoints {
            drop = List.copyOf(drop);
            thin = List.copyOf(thin);
        }
    }

    /** The study has ended; nothing of it runs. */
    record StudyEnded(StudyState state, String reason) implements StudyEffect {}
}
