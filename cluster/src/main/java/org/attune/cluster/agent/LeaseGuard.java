package org.attune.cluster.agent;

import java.time.Duration;
import org.attune.runner.runtime.ProcessIdentity;
import org.attune.runner.worker.WorkerId;

/** Ends workers whose lease ran out, also when the agent no longer can. Safe for any number of threads. */
public interface LeaseGuard extends AutoCloseable {

    /** No guard: leases end workers only while the agent lives, and the node says that it has none. */
    LeaseGuard NONE = new LeaseGuard() {
        @Override
        public boolean alive() {
            return false;
        }

        @Override
        public void set(WorkerId worker, ProcessIdentity process, Duration left) {}

        @Override
        public void clear(WorkerId worker) {}

        @Override
        public boolean ended(WorkerId worker) {
            return false;
        }

        @Override
        public void close() {}
    };

    /** Whether it stands. */
    boolean alive();

    /**
     * Sets or moves the deadline of a worker. Blocks for a file's writing; a failure is logged, and the deadline before
     * counts.
     *
     * @param process the worker's leader
     * @param left how long from now
     */
    void set(WorkerId worker, ProcessIdentity process, Duration left);

    /** Takes a deadline away, because the worker has ended. */
    void clear(WorkerId worker);

    /** Whether it has ended this worker. */
    boolean ended(WorkerId worker);

    /** Stops feeding it; it goes on with the deadlines that it has. */
    @Override
    void close();
}
