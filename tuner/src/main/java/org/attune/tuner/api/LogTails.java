package org.attune.tuner.api;

import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All readers that follow logs: looked after every 100 ms while there are any, at most 64 at once. */
final class LogTails {

    private static final long TICK_MILLIS = 100;
    private static final int MAX_TAILS = 64;

    private final InstantSource clock;
    private final Pools pools;
    private final Set<LogTail> tails = new LinkedHashSet<>();
    private @Nullable ScheduledFuture<?> ticking;
    private volatile boolean closing;

    LogTails(InstantSource clock, Pools pools) {
        this.clock = clock;
        this.pools = pools;
    }

    InstantSource clock() {
        return clock;
    }

    /** Whether one more would be taken now. */
    synchronized boolean room() {
        return !closing && tails.size() < MAX_TAILS;
    }

    synchronized boolean add(LogTail tail) {
        if (!room()) {
            return false;
        }
        tails.add(tail);
        if (ticking == null) {
            ticking = pools.ticker().scheduleWithFixedDelay(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        return true;
    }

    synchronized void remove(LogTail tail) {
        tails.remove(tail);
    }

    boolean closing() {
        return closing;
    }

    private void tick() {
        List<LogTail> now;
        synchronized (this) {
            if (tails.isEmpty()) {
                if (ticking != null) {
                    ticking.cancel(false);
                    ticking = null;
                }
                return;
            }
            now = List.copyOf(tails);
        }
        for (LogTail tail : now) {
            if (pools.read(() -> {
                        tail.look();
                        return true;
                    })
                    .isCompletedExceptionally()) {
                return;
            }
        }
    }

    /** Ends all of them; each tells its reader where to go on. */
    void close() {
        closing = true;
    }
}
