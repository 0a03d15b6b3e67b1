package org.attune.tuner.control;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.NodeDrain;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.store.NodeStore;
import org.attune.tuner.store.StoreRefusal;
import org.attune.tuner.store.StoredStudy;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.StudyStore;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.StudyRows;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory with one writer thread: stages complete in the order of submission, on that thread, as those of the
 * real one do. Commits can be held back, refused or delayed.
 */
public final class InMemoryStudyStore implements StudyStore {

    private final Map<String, StudyRows> byUid = new LinkedHashMap<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "in-memory-store");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong seq = new AtomicLong();
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private final Map<String, NodeDrain> drains = new ConcurrentHashMap<>();
    private final NodeStore nodes = new NodeStore() {
        @Override
        public Map<String, NodeDrain> drains() {
            return Map.copyOf(drains);
        }

        @Override
        public CompletionStage<Void> drain(Epoch epoch, String node, NodeDrain drain) {
            drains.put(node, drain);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> undrain(Epoch epoch, String node) {
            drains.remove(node);
            return CompletableFuture.completedFuture(null);
        }
    };
    private long epoch;
    private int refuseNext;
    private boolean holding;
    private volatile Duration delay = Duration.ZERO;

    /** Refuses so many of the next commits. */
    public synchronized void refuseNext(int commits) {
        refuseNext = commits;
    }

    /** From now on commits are applied, but durable only at {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    /** Everything held back becomes durable. */
    public void release() {
        List<CompletableFuture<Void>> free;
        synchronized (this) {
            holding = false;
            free = List.copyOf(held);
            held.clear();
        }
        free.forEach(gate -> gate.complete(null));
    }

    /** How long each commit takes. */
    public void delay(Duration each) {
        delay = each;
    }

    /** The rows of a study by name. */
    public synchronized Optional<StudyRows> rows(String name) {
        return byUid.values().stream()
                .filter(rows -> rows.study().name().equals(name))
                .findFirst();
    }

    public long commits() {
        return seq.get();
    }

    @Override
    public synchronized Epoch raiseEpoch() {
        epoch++;
        return new Epoch(epoch);
    }

    @Override
    public CompletionStage<Long> commit(Epoch under, String uid, List<StudyChange> changes) {
        return write(under, () -> {
            if (refuseNext > 0) {
                refuseNext--;
                throw new StoreRefusal("refused on demand");
            }
            boolean created = changes.get(0) instanceof StudyChange.StudyCreated;
            if (created
                    && rows(((StudyChange.StudyCreated) changes.get(0)).study().name())
                            .isPresent()) {
                throw new StoreRefusal("the name is taken");
            }
            StudyRows rows = created ? new StudyRows() : byUid.get(uid);
            if (rows == null) {
                throw new StoreRefusal("no study " + uid);
            }
            try {
                rows.commit(changes);
            } catch (StudyRows.Refused e) {
                throw new StoreRefusal(String.valueOf(e.getMessage()));
            }
            byUid.put(uid, rows);
            return seq.incrementAndGet();
        });
    }

    private <T> CompletionStage<T> write(Epoch under, Supplier<T> work) {
        CompletableFuture<Void> gate;
        synchronized (this) {
            gate = new CompletableFuture<>();
            if (holding) {
                held.add(gate);
            } else {
                gate.complete(null);
            }
        }
        return CompletableFuture.supplyAsync(
                        () -> {
                            pause();
                            synchronized (this) {
                                if (under.value() != epoch) {
                                    throw new StoreRefusal("epoch " + under.value() + " (expected: " + epoch + ")");
                                }
                                return work.get();
                            }
                        },
                        writer)
                .thenCombine(gate, (value, open) -> value);
    }

    private void pause() {
        if (!delay.isZero()) {
            LockSupport.parkNanos(delay.toNanos());
        }
    }

    @Override
    public CompletionStage<Long> delete(Epoch under, String uid) {
        return write(under, () -> {
            byUid.remove(uid);
            return seq.incrementAndGet();
        });
    }

    @Override
    public synchronized List<StoredStudy> open() {
        return byUid.values().stream()
                .filter(rows -> !rows.study().state().ended())
                .map(InMemoryStudyStore::stored)
                .toList();
    }

    @Override
    public synchronized Optional<StoredStudy> load(String name) {
        return rows(name).map(InMemoryStudyStore::stored);
    }

    private static StoredStudy stored(StudyRows rows) {
        return new StoredStudy(rows.study(), rows.trials(), rows.observations(), rows.endOrder(), rows.answers());
    }

    @Override
    public NodeStore nodes() {
        return nodes;
    }

    @Override
    public AttemptLedger ledger() {
        return new AttemptLedger() {
            @Override
            public CompletionStage<Boolean> preparing(AttemptId attempt, Epoch under) {
                return step(under, attempt, AttemptMove.PREPARE, null);
            }

            @Override
            public CompletionStage<Boolean> claimed(AttemptId attempt, ClaimedGang gang) {
                return step(gang.epoch(), attempt, AttemptMove.CLAIM, gang);
            }

            @Override
            public CompletionStage<Boolean> requeued(AttemptId attempt, Epoch under) {
                return step(under, attempt, AttemptMove.REQUEUE, null);
            }
        };
    }

    private CompletionStage<Boolean> step(Epoch under, AttemptId id, AttemptMove move, @Nullable ClaimedGang claim) {
        return write(under, () -> {
            StudyRows rows = byUid.get(id.studyUid());
            return rows != null && rows.ledger(id.trial(), id.attempt(), move, claim);
        });
    }

    @Override
    public StudyQueries queries() {
        throw new UnsupportedOperationException("nobody reads a store in memory by queries");
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
