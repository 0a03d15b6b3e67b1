package org.attune.benchmarks;

import java.util.List;

/** Measures one thing; several numbers may come of it. */
interface Figure {

    /** What {@code --only} calls it. */
    String name();

    /** Measures it; what it starts has ended when this returns. */
    List<Measurement> measure(Bench bench) throws Exception;
}
