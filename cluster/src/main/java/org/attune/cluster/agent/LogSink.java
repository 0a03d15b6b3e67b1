package org.attune.cluster.agent;

import org.attune.runner.worker.WorkerSpec;

/** Where the logs of workers go besides the agent's own log directory. Safe for any number of threads. */
public interface LogSink extends AutoCloseable {

    /** Nowhere: the log directory is the server's own. */
    LogSink LOCAL = new LogSink() {
        @Override
        public void follow(WorkerSpec spec) {}

        @Override
        public void ended(WorkerSpec spec) {}

        @Override
        public void close() {}
    };

    /** A worker was started or adopted: its two logs may grow. */
    void follow(WorkerSpec spec);

    /** Its logs are complete. */
    void ended(WorkerSpec spec);

    /** Stops; what is left is taken up by the next agent. */
    @Override
    void close();
}
