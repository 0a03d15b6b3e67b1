package org.attune.search.strategy;

/** What has become of a trial, as far as a strategy cares. */
public enum Outcome {
    /** Proposed, waiting or running: no result yet. */
    PENDING,
    /** Ended by itself with a value for every objective. */
    SUCCEEDED,
    /** Stopped early by a stopping rule; its objectives are those it had reached. */
    PRUNED,
    /** Ended without result. */
    FAILED,
    /** Ended with a result that violates an outcome constraint, or could not be tried at all. */
    INFEASIBLE,
    /** Ended by a person; says nothing about the point. */
    CANCELLED
}
