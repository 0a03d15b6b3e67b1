package org.attune.search.strategy;

/** Which way an objective is better. */
public enum Goal {
    /** Smaller is better. */
    MINIMIZE,
    /** Larger is better. */
    MAXIMIZE
}
