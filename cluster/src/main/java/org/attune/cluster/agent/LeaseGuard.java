package org.attune.cluster.agent;

import java.time.Duration;
import java.util.Map;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.worker.WorkerId;

/** Ends workers whose lease ran out, also when the agent no longer can. */
public interface LeaseGuard extends AutoCloseable {

    /** No guard: leases end workers only while the agent lives. */
    LeaseGuard NONE = new LeaseGuard() {
        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public void set(Map<WorkerId, Deadline> deadlines) {}

        @Override
        public void close() {}
    };

    /**
     * When a worker is to end.
     *
     * @param process its leader
     * @param left how long from now
     */
    record Deadline(ProcessIdentity process, Duration left) {}

    /** Whether it stands. */
    boolean alive();

    /** Replaces all deadlines; a worker without one is left alone. Blocks for a file's writing. */
    void set(Map<WorkerId, Deadline> deadlines);

    /** Stops feeding it; it goes on with the deadlines that it has. */
    @Override
    void close();
}
