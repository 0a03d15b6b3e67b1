package org.attune.cluster.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.placement.QueuedGang;

/** The gangs that wait for a place, first to be served first, and what is said to people about it. */
final class WaitingGangs {

    private static final long TOLD_AFTER_NANOS = Duration.ofSeconds(1).toNanos();

    private final TreeMap<Gang.Order, Gang> queue = new TreeMap<>();

    void add(Gang gang) {
        queue.put(gang.order, gang);
    }

    void remove(Gang gang) {
        queue.remove(gang.order);
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    Collection<Gang> inOrder() {
        return queue.values();
    }

    /** Those that may be placed now: a gang about which the ledger did not answer is left alone for a while. */
    List<QueuedGang> askingAt(long now) {
        List<QueuedGang> asking = new ArrayList<>(queue.size());
        for (Gang gang : queue.values()) {
            if (!gang.retry || now - gang.notBeforeNanos >= 0) {
                asking.add(new QueuedGang(gang.attempt(), gang.shape, gang.overtaken));
            }
        }
        return asking;
    }

    /** The event that says why a gang waits; none in its first second, and none twice for the same cause. */
    Optional<GangEvent> toTell(Gang gang, boolean recovered, long now) {
        String why = text(gang, recovered);
        if (why.isEmpty() || now - gang.sinceNanos < TOLD_AFTER_NANOS) {
            return Optional.empty();
        }
        String cause = gang.wait == null ? why : gang.wait.cause().name() + gang.trouble;
        if (cause.equals(gang.told)) {
            return Optional.empty();
        }
        gang.told = cause;
        return Optional.of(new GangEvent.Waiting(gang.attempt(), why));
    }

    /** Why a gang waits, for people; empty when nothing is known yet. */
    static String text(Gang gang, boolean recovered) {
        if (!recovered) {
            return "waits until the open attempts of before are known";
        }
        String text = gang.wait == null ? "" : gang.wait.text(gang.ahead);
        if (gang.trouble.isEmpty()) {
            return text;
        }
        return text.isEmpty() ? gang.trouble : text + " (" + gang.trouble + ")";
    }
}
