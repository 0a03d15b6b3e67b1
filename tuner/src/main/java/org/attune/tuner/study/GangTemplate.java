package org.attune.tuner.study;

import org.attune.cluster.gang.GangRequest;
import org.attune.runner.worker.AttemptId;
import org.attune.search.space.Assignment;

/** Makes the gang of an attempt; the same one for the same attempt, at any time. */
@FunctionalInterface
public interface GangTemplate {

    /** The gang that tries this point. */
    GangRequest request(AttemptId attempt, Assignment assignment);
}
