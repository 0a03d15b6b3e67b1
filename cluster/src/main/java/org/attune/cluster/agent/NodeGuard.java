package org.attune.cluster.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.attune.runner.process.Guard;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.worker.WorkerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The guard of this node: {@link Guard}, fed with what is left of leases. */
public final class NodeGuard implements LeaseGuard {

    private static final Logger LOG = LoggerFactory.getLogger(NodeGuard.class);

    private final Guard guard;

    private NodeGuard(Guard guard) {
        this.guard = guard;
    }

    /** Starts the guard in a folder of the agent; a machine that cannot have one goes without, and says so. */
    public static LeaseGuard start(Path directory) {
        try {
            return new NodeGuard(Guard.start(directory));
        } catch (IOException e) {
            LOG.warn("this node has no guard, so its workers may outlive a lost agent: {}", e.getMessage());
            return NONE;
        }
    }

    @Override
    public boolean alive() {
        return guard.alive();
    }

    @Override
    public void set(WorkerId worker, ProcessIdentity process, Duration left) {
        try {
            guard.setDeadline(worker, process, guard.uptimeSeconds() + left.toMillis() / 1000.0);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the deadline of {} was not moved: {}", worker, e.getMessage());
        }
    }

    @Override
    public void clear(WorkerId worker) {
        try {
            guard.clear(worker);
        } catch (IOException e) {
            LOG.warn("the deadline of {} stays: {}", worker, e.getMessage());
        }
    }

    @Override
    public boolean ended(WorkerId worker) {
        return guard.ended(worker);
    }

    @Override
    public void close() {
        try {
            guard.close();
        } catch (IOException e) {
            LOG.debug("closing the guard: {}", e.getMessage());
        }
    }
}
