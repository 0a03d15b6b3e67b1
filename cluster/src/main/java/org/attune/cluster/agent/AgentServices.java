package org.attune.cluster.agent;

import java.time.InstantSource;
import org.attune.cluster.schedule.Ticker;
import org.attune.runner.logs.FileChanges;
import org.attune.runner.runtime.WorkerRuntime;

/**
 * What an agent works with.
 *
 * @param runtime starts workers
 * @param changes tells when files grow
 * @param files the files of studies
 * @param guard ends workers whose lease ran out
 * @param logs where logs go besides the log directory
 * @param ticker measures leases
 * @param clock stamps metric points that have no time of their own
 */
public record AgentServices(
        WorkerRuntime runtime,
        FileChanges changes,
        StudyFiles files,
        LeaseGuard guard,
        LogSink logs,
        Ticker ticker,
        InstantSource clock) {}
