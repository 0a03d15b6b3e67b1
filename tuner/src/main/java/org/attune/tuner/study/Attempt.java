package org.attune.tuner.study;

import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.GangOutcome;
import org.jspecify.annotations.Nullable;

/**
 * One execution of a trial, as it is stored.
 *
 * @param number counts from 1 within the trial
 * @param runner name of the gang runner it was given to; empty for an external trial
 * @param claim where its ranks were claimed; null before that
 * @param outcome how it ended; null before that, and for external trials
 * @param createdMillis epoch milliseconds
 * @param startedMillis when every rank was started; 0 before
 * @param endedMillis 0 before
 */
public record Attempt(
        int number,
        AttemptState state,
        String runner,
        @Nullable ClaimedGang claim,
        @Nullable GangOutcome outcome,
        long createdMillis,
        long startedMillis,
        long endedMillis) {}
