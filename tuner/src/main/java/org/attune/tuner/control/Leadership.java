package org.attune.tuner.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangRunner;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.store.StoredStudy;
import org.attune.tuner.store.StudyStore;
import org.attune.tuner.study.Trial;

/**
 * One leadership: its epoch, its runner, and the open studies as they were found. What has to wait for the store waits
 * on a thread that may.
 */
final class Leadership {

    private static final String BASE_32 = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int UID_LENGTH = 8;

    private final Source source;
    private final Epoch epoch;
    private final ControlParts parts;
    private final List<StoredStudy> open;

    private Leadership(Source source, Epoch epoch, ControlParts parts, List<StoredStudy> open) {
        this.source = source;
        this.epoch = epoch;
        this.parts = parts;
        this.open = List.copyOf(open);
    }

    /**
     * Where leaderships come from.
     *
     * @param blocking threads that may wait
     * @param ready completes when the first leadership has recovered
     */
    record Source(
            StudyStore store,
            RunnerStart runners,
            ControlSettings settings,
            Executor compute,
            Executor preparing,
            ProposalTimes proposing,
            Executor blocking,
            CompletableFuture<Void> ready) {

        /** Begins a leadership: all that was written under an earlier one is refused from here on. */
        CompletionStage<Leadership> take() {
            return CompletableFuture.supplyAsync(
                    () -> {
                        Epoch epoch = store.raiseEpoch();
                        List<StoredStudy> open = store.open();
                        GangRunner runner = runners.start(epoch, store.ledger());
                        NodeDrains drains = new NodeDrains(store.nodes(), runner, epoch);
                        ControlParts parts = new ControlParts(
                                store, runner, settings.clock(), compute, preparing, proposing, drains);
                        return new Leadership(this, epoch, parts, open);
                    },
                    blocking);
        }
    }

    Epoch epoch() {
        return epoch;
    }

    ControlParts parts() {
        return parts;
    }

    ControlSettings settings() {
        return source.settings();
    }

    /** The studies that were open when it began. */
    List<StoredStudy> open() {
        return open;
    }

    /** The attempts on nodes that were open when it began. */
    Set<AttemptId> live() {
        Set<AttemptId> live = new HashSet<>();
        for (StoredStudy stored : open) {
            for (Trial trial : stored.trials()) {
                trial.attempts().stream()
                        .filter(attempt ->
                                !attempt.state().ended() && !attempt.runner().isEmpty())
                        .forEach(attempt ->
                                live.add(new AttemptId(stored.study().uid(), trial.number(), attempt.number())));
            }
        }
        return live;
    }

    /** The rows of a study by name. */
    CompletionStage<Optional<StoredStudy>> load(String name) {
        return CompletableFuture.supplyAsync(() -> source.store().load(name), source.blocking());
    }

    /** Removes an ended study, its rows first: what is left of its files is nobody's then. */
    CompletionStage<Void> remove(String uid) {
        return source.store()
                .delete(epoch, uid)
                .thenAcceptAsync(
                        seq -> {
                            try {
                                settings().files().remove(uid);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        source.blocking());
    }

    /** Every open attempt was submitted. */
    void recovered(Set<AttemptId> live) {
        source.runners().recovered(parts.runner(), live);
        source.ready().complete(null);
    }

    String newUid() {
        long bits = settings().random().getAsLong();
        StringBuilder uid = new StringBuilder();
        for (int i = 0; i < UID_LENGTH; i++) {
            uid.append(BASE_32.charAt((int) (bits >>> (5 * i)) & 31));
        }
        return uid.toString();
    }

    /** A seed that every reader of JSON keeps exactly: 0 to 2^53 - 1. */
    long newSeed() {
        return settings().random().getAsLong() >>> 11;
    }
}
