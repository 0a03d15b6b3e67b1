package org.attune.tuner.control;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.attune.cluster.gang.GangRunner;
import org.attune.tuner.store.StudyStore;

/**
 * What the actors of one leadership share.
 *
 * @param proposing how long studies wait for what strategies think
 * @param drains which nodes take nothing new
 * @param compute where strategies think; bounded
 * @param preparing where they think ahead; nobody waits for it
 */
record ControlParts(
        StudyStore store,
        GangRunner runner,
        InstantSource clock,
        Executor compute,
        Executor preparing,
        ProposalTimes proposing,
        NodeDrains drains) {}
