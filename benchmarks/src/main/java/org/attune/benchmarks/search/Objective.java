package org.attune.benchmarks.search;

import java.util.Map;

/** What a task asks to minimise. Deterministic, and to be called from any thread. */
interface Objective {

    /** The value at a point, given by the values of its active parameters; NaN means that the trial failed. */
    double at(Map<String, Object> values);
}
