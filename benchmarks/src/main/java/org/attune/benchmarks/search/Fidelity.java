package org.attune.benchmarks.search;

import java.util.Map;

/** How a trial of a task goes on step by step. */
interface Fidelity {

    /** The number of steps of a whole trial. */
    int steps();

    /** The course of a trial at a point. */
    Course course(Map<String, Object> values);

    /** What a trial would report; not for use from several threads at once. */
    interface Course {

        /** The trial after a step, from 1. */
        Report at(int step);
    }

    /**
     * A report of a trial.
     *
     * @param value the objective; NaN when it has diverged
     * @param clock the time since the trial's start
     */
    record Report(double value, double clock) {}
}
