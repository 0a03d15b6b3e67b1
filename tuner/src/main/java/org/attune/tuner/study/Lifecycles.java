package org.attune.tuner.study;

import java.util.List;
import org.attune.runner.worker.Transitions;

/**
 * The transition tables of study, trial and attempt, as data. The engine moves nothing in any other way; the diagrams
 * in {@code docs/states.md} are made from them.
 */
public final class Lifecycles {

    private Lifecycles() {}

    /** What moves a study. Every end leads through STOPPING, in one transaction when nothing runs any more. */
    public enum StudyMove {
        /** Starts nothing new for now. */
        PAUSE,
        /** Goes on. */
        RESUME,
        /** Begins to end: a person asked, or the study has what it wanted. */
        STOP,
        /** Begins to end, and what runs is ended too. */
        CANCEL,
        /** Everything has ended, with a success. */
        SUCCEED,
        /** Everything has ended, without a success or with too many failures. */
        FAIL,
        /** Everything has ended after a cancel. */
        FINISH_CANCEL
    }

    /** What moves a trial. */
    public enum TrialMove {
        /** Its gang was started. */
        START,
        /** Its attempt was lost, preempted or failed, and another one follows. */
        REQUEUE,
        /** The rule put it behind others; it may go on later. */
        PAUSE,
        /** It goes on from its checkpoint, by another attempt. */
        PROMOTE,
        /** It was told to stop, or, while it stops, that its result is not wanted. */
        STOP,
        /** It ended with all of its objectives. */
        SUCCEED,
        /** It was stopped with a partial result. */
        PRUNE,
        /** It ended without its objectives. */
        FAIL,
        /** Its client said that the point cannot be evaluated. */
        REJECT,
        /** It was cancelled, or stopped before it had any result. */
        CANCEL
    }

    /** What moves an attempt. The first three are steps of the ledger, the others of the engine. */
    public enum AttemptMove {
        /** It was placed; its agents prepare. */
        PREPARE,
        /** Every rank is claimed. */
        CLAIM,
        /** The placement came to nothing, or its controller is gone. */
        REQUEUE,
        /** Every rank was started. From QUEUED where a place without claims runs it. */
        START,
        /** It was told to end. */
        STOP,
        /** It ended well. */
        SUCCEED,
        /** It ended badly. */
        FAIL,
        /** It was stopped, and what it reached counts. */
        HALT,
        /** It made room. */
        PREEMPT,
        /** It was ended, and what it reached does not count. */
        CANCEL,
        /** Its end was not seen. */
        LOSE
    }

    /** The life of a study. */
    public static final Transitions<StudyState, StudyMove> STUDY = Transitions.<StudyState, StudyMove>start(
                    StudyState.ACTIVE)
            .on(StudyState.ACTIVE, StudyMove.PAUSE, StudyState.PAUSED)
            .on(StudyState.ACTIVE, StudyMove.STOP, StudyState.STOPPING)
            .on(StudyState.ACTIVE, StudyMove.CANCEL, StudyState.STOPPING)
            .on(StudyState.PAUSED, StudyMove.RESUME, StudyState.ACTIVE)
            .on(StudyState.PAUSED, StudyMove.STOP, StudyState.STOPPING)
            .on(StudyState.PAUSED, StudyMove.CANCEL, StudyState.STOPPING)
            .on(StudyState.STOPPING, StudyMove.CANCEL, StudyState.STOPPING)
            .on(StudyState.STOPPING, StudyMove.SUCCEED, StudyState.SUCCEEDED)
            .on(StudyState.STOPPING, StudyMove.FAIL, StudyState.FAILED)
            .on(StudyState.STOPPING, StudyMove.FINISH_CANCEL, StudyState.CANCELLED)
            .end(StudyState.SUCCEEDED, StudyState.FAILED, StudyState.CANCELLED);

    /** The life of a trial. An external trial begins in RUNNING. */
    public static final Transitions<TrialState, TrialMove> TRIAL = Transitions.<TrialState, TrialMove>start(
                    TrialState.QUEUED)
            .on(TrialState.QUEUED, TrialMove.START, TrialState.RUNNING)
            .on(TrialState.QUEUED, TrialMove.STOP, TrialState.STOPPING)
            .on(TrialState.QUEUED, TrialMove.PRUNE, TrialState.PRUNED)
            .on(TrialState.QUEUED, TrialMove.FAIL, TrialState.FAILED)
            .on(TrialState.QUEUED, TrialMove.CANCEL, TrialState.CANCELLED)
            .on(TrialState.RUNNING, TrialMove.REQUEUE, TrialState.QUEUED)
            .on(TrialState.RUNNING, TrialMove.PAUSE, TrialState.PAUSED)
            .on(TrialState.RUNNING, TrialMove.STOP, TrialState.STOPPING)
            .on(TrialState.RUNNING, TrialMove.SUCCEED, TrialState.SUCCEEDED)
            .on(TrialState.RUNNING, TrialMove.PRUNE, TrialState.PRUNED)
            .on(TrialState.RUNNING, TrialMove.FAIL, TrialState.FAILED)
            .on(TrialState.RUNNING, TrialMove.REJECT, TrialState.INFEASIBLE)
            .on(TrialState.RUNNING, TrialMove.CANCEL, TrialState.CANCELLED)
            .on(TrialState.PAUSED, TrialMove.PROMOTE, TrialState.QUEUED)
            .on(TrialState.PAUSED, TrialMove.STOP, TrialState.STOPPING)
            .on(TrialState.PAUSED, TrialMove.SUCCEED, TrialState.SUCCEEDED)
            .on(TrialState.PAUSED, TrialMove.PRUNE, TrialState.PRUNED)
            .on(TrialState.PAUSED, TrialMove.CANCEL, TrialState.CANCELLED)
            .on(TrialState.STOPPING, TrialMove.STOP, TrialState.STOPPING)
            .on(TrialState.STOPPING, TrialMove.SUCCEED, TrialState.SUCCEEDED)
            .on(TrialState.STOPPING, TrialMove.PRUNE, TrialState.PRUNED)
            .on(TrialState.STOPPING, TrialMove.FAIL, TrialState.FAILED)
            .on(TrialState.STOPPING, TrialMove.REJECT, TrialState.INFEASIBLE)
            .on(TrialState.STOPPING, TrialMove.CANCEL, TrialState.CANCELLED)
            .end(
                    TrialState.SUCCEEDED,
                    TrialState.PRUNED,
                    TrialState.FAILED,
                    TrialState.INFEASIBLE,
                    TrialState.CANCELLED);

    /** The life of an attempt. That of an external trial begins in RUNNING. */
    public static final Transitions<AttemptState, AttemptMove> ATTEMPT = attempts();

    private static Transitions<AttemptState, AttemptMove> attempts() {
        return Transitions.<AttemptState, AttemptMove>start(AttemptState.QUEUED)
                .on(AttemptState.QUEUED, AttemptMove.PREPARE, AttemptState.PREPARING)
                .on(AttemptState.QUEUED, AttemptMove.START, AttemptState.RUNNING)
                .on(AttemptState.QUEUED, AttemptMove.STOP, AttemptState.ENDING)
                .on(AttemptState.QUEUED, AttemptMove.FAIL, AttemptState.FAILED)
                .on(AttemptState.QUEUED, AttemptMove.PREEMPT, AttemptState.PREEMPTED)
                .on(AttemptState.QUEUED, AttemptMove.CANCEL, AttemptState.CANCELLED)
                .on(AttemptState.QUEUED, AttemptMove.LOSE, AttemptState.LOST)
                .on(AttemptState.PREPARING, AttemptMove.CLAIM, AttemptState.CLAIMED)
                .on(AttemptState.PREPARING, AttemptMove.REQUEUE, AttemptState.QUEUED)
                .on(AttemptState.PREPARING, AttemptMove.STOP, AttemptState.ENDING)
                .on(AttemptState.PREPARING, AttemptMove.FAIL, AttemptState.FAILED)
                .on(AttemptState.PREPARING, AttemptMove.PREEMPT, AttemptState.PREEMPTED)
                .on(AttemptState.PREPARING, AttemptMove.CANCEL, AttemptState.CANCELLED)
                .on(AttemptState.PREPARING, AttemptMove.LOSE, AttemptState.LOST)
                .on(AttemptState.CLAIMED, AttemptMove.START, AttemptState.RUNNING)
                .on(AttemptState.CLAIMED, AttemptMove.STOP, AttemptState.ENDING)
                .on(AttemptState.CLAIMED, AttemptMove.FAIL, AttemptState.FAILED)
                .on(AttemptState.CLAIMED, AttemptMove.PREEMPT, AttemptState.PREEMPTED)
                .on(AttemptState.CLAIMED, AttemptMove.LOSE, AttemptState.LOST)
                .on(AttemptState.RUNNING, AttemptMove.STOP, AttemptState.ENDING)
                .on(AttemptState.RUNNING, AttemptMove.SUCCEED, AttemptState.SUCCEEDED)
                .on(AttemptState.RUNNING, AttemptMove.FAIL, AttemptState.FAILED)
                .on(AttemptState.RUNNING, AttemptMove.HALT, AttemptState.STOPPED)
                .on(AttemptState.RUNNING, AttemptMove.PREEMPT, AttemptState.PREEMPTED)
                .on(AttemptState.RUNNING, AttemptMove.CANCEL, AttemptState.CANCELLED)
                .on(AttemptState.RUNNING, AttemptMove.LOSE, AttemptState.LOST)
                .on(AttemptState.ENDING, AttemptMove.SUCCEED, AttemptState.SUCCEEDED)
                .on(AttemptState.ENDING, AttemptMove.HALT, AttemptState.STOPPED)
                .on(AttemptState.ENDING, AttemptMove.CANCEL, AttemptState.CANCELLED)
                .on(AttemptState.ENDING, AttemptMove.LOSE, AttemptState.LOST)
                .end(
                        AttemptState.SUCCEEDED,
                        AttemptState.FAILED,
                        AttemptState.STOPPED,
                        AttemptState.PREEMPTED,
                        AttemptState.CANCELLED,
                        AttemptState.LOST);
    }

    /**
     * The states that an attempt may be in when this happens to it. The engine does not see the ledger's steps, so that
     * its changes name all of them.
     */
    public static List<AttemptState> statesBefore(AttemptMove move) {
        return ATTEMPT.all().stream()
                .filter(t -> t.event() == move)
                .map(Transitions.Transition::from)
                .toList();
    }
}
