package org.attune.tuner.study;

import java.util.List;
import org.attune.cluster.gang.GangOutcome;
import org.attune.tuner.spec.StudySpec;
import org.jspecify.annotations.Nullable;

/**
 * One change of a study's rows. The changes of one decision are stored in one transaction, in order. Each names the
 * state that it leaves; the store refuses the whole transaction when a row is not in it.
 */
public sealed interface StudyChange {

    /** The study itself; the first change of its first transaction. Refused when the name is taken. */
    record StudyCreated(Study study) implements StudyChange {}

    /** The study moves. */
    record StudyMoved(StudyState from, StudyState to, String reason, long atMillis) implements StudyChange {}

    /** Its spec changes (a larger budget, another parallelism). */
    record SpecChanged(StudySpec spec) implements StudyChange {}

    /** A new trial without attempts; refused unless its number is the study's next. */
    record TrialCreated(Trial trial) implements StudyChange {}

    /**
     * A trial moves.
     *
     * @param result what is known of it now; replaces what was stored
     */
    record TrialMoved(int trial, TrialState from, TrialState to, TrialResult result, long atMillis)
            implements StudyChange {}

    /** An external trial's lease is given or renewed. */
    record TrialLeased(int trial, ClientLease lease) implements StudyChange {}

    /**
     * A new live attempt, QUEUED; refused while another of the trial is live. For an external trial RUNNING at once.
     */
    record AttemptCreated(int trial, int attempt, AttemptState state, String runner, long atMillis)
            implements StudyChange {}

    /** A live attempt moves on: CLAIMED to RUNNING, RUNNING to ENDING. */
    record AttemptMoved(int trial, int attempt, List<AttemptState> from, AttemptState to, long atMillis)
            implements StudyChange {}

    /**
     * A live attempt ends.
     *
     * @param from states that it may leave
     * @param outcome null for an external trial, or one that never ran
     */
    record AttemptEnded(
            int trial,
            int attempt,
            List<AttemptState> from,
            AttemptState to,
            @Nullable GangOutcome outcome,
            long atMillis)
            implements StudyChange {}

    /** A batch of points. Refused when the position is not the next of its stream (0 is exempt). */
    record Observed(Observations observations, long atMillis) implements StudyChange {}

    /**
     * A line of the log for people.
     *
     * @param trial 0 for the study itself
     * @param kind stable, upper snake case
     */
    record Noted(int trial, String kind, String text, long atMillis) implements StudyChange {}

    /** The answer to a request that may be repeated; stored with its effect. Refused when the request is known. */
    record Answered(String requestId, String answerJson, long atMillis) implements StudyChange {}
}
