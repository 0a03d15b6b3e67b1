package org.attune.cluster.gang;

import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.WorkerTemplate;

/**
 * One attempt that wants to run: a gang of equal workers that start together or not at all.
 *
 * @param attempt whose gang it is; the key of everything the gang does
 * @param workers how many, from 1
 * @param each what each worker needs
 * @param wish where they may stand
 * @param priority 0 to 100; higher goes first, equal ones in the order of submission
 * @param replaceWhenLost whether the attempt may be declared lost, and so replaced, when its node stays silent beyond the
 *     lease ({@code onLost: replace}); otherwise it stays silent until the node answers
 * @param template what each worker runs
 */
public record GangRequest(
        AttemptId attempt,
        int workers,
        Resources each,
        PlacementWish wish,
        int priority,
        boolean replaceWhenLost,
        WorkerTemplate template) {

    /** Most workers in one gang. */
    public static final int WORKERS_MAX = 4096;

    public GangRequest {
        if (workers < 1 || workers > WORKERS_MAX) {
            throw new IllegalArgumentException("workers: " + workers + " (expected: 1 to " + WORKERS_MAX + ")");
        }
        if (priority < 0 || priority > 100) {
            throw new IllegalArgumentException("priority: " + priority + " (expected: 0 to 100)");
        }
    }
}
