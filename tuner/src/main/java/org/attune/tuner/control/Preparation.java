package org.attune.tuner.control;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.attune.search.strategy.History;
import org.attune.search.strategy.SearchStrategy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the strategy of one study prepare between proposals: one piece of work at a time, for the newest history. It runs
 * where no proposal waits for it, and only ever makes later proposals faster. May be called from any thread.
 */
final class Preparation {

    private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);

    private final SearchStrategy strategy;
    private final Executor background;

    @Nullable
    private History wanted;

    private boolean running;
    private boolean closed;

    /** Preparation for a strategy, on threads of which nobody waits for. */
    Preparation(SearchStrategy strategy, Executor background) {
        this.strategy = strategy;
        this.background = background;
    }

    /** Prepares for what follows a history, once what is under way has ended; takes the place of one that waits. */
    synchronized void after(History history) {
        if (closed) {
            return;
        }
        wanted = history;
        if (!running) {
            running = true;
            submit();
        }
    }

    /** Nothing more is begun; what is under way ends by itself. */
    synchronized void close() {
        closed = true;
        wanted = null;
    }

    private void submit() {
        try {
            background.execute(this::run);
        } catch (RejectedExecutionException e) {
            // proposals are as slow as without, the next result tries again
            running = false;
        }
    }

    private void run() {
        History history = next();
        if (history == null) {
            return;
        }
        try {
            strategy.preparation(history).ifPresent(Runnable::run);
        } catch (RuntimeException e) {
            LOG.warn("a strategy could not prepare; its proposals go on without", e);
            close();
        }
        again();
    }

    private synchronized @Nullable History next() {
        History history = wanted;
        wanted = null;
        running = history != null;
        return history;
    }

    private synchronized void again() {
        running = wanted != null;
        if (running) {
            submit();
        }
    }
}
