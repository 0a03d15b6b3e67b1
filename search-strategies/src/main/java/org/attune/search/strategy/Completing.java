package org.attune.search.strategy;

import java.util.Map;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.Taken;

/** A strategy that can propose the missing values of a point. */
public interface Completing {

    /** The point for a trial with the given values and others for the rest. */
    PointSource.Result complete(Map<String, ?> given, int trial, Taken taken);
}
