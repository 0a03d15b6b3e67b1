package org.attune.runner.metrics;

/** One way in which a line can tell metrics. */
interface LineForm {

    /** The most names that are taken from one line. */
    int MAX_PAIRS = 1000;

    /** The letter under which the parse report counts it. */
    String label();

    /** What the line tells in this form; without names when it tells nothing. */
    Reading read(String line, PointCollector collector);
}
