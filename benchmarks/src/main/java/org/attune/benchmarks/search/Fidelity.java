package org.attune.benchmarks.search;

import java.util.Map;

/** How a trial of a task goes on step by step. */
interface Fidelity {

    /** The number of steps of a whole trial. */
    int steps();

    /** The course of a trial at a point. */
    Course course(Map<String, Object> values);

    /**
     * What a trial would report.
     *
     * @param values the objective after step 1, 2, …; NaN from where it has diverged
     * @param clock the time at which each step ends, since the trial's start; ascending
     */
    record Course(double[] values, double[] clock) {}
}
