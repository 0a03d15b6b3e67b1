package org.attune.tuner.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.schedule.AttemptLedger;
import org.attune.tuner.study.StudyChange;

/**
 * The durable truth about studies. Writes are grouped; a write's stage completes only when the write is durable.
 * Stages fail with {@link StoreRefusal} (a row was not in the state that a change leaves, or the epoch is not the
 * newest: nothing was written), {@link StoreBusy} (nothing was written, try later) or {@link OutcomeUnknown} (re-read
 * before repeating).
 */
public interface StudyStore extends AutoCloseable {

    /** Begins a leadership: one more than the last. Everything written under an older epoch is refused from here on. */
    Epoch raiseEpoch();

    /**
     * Stores the changes of one study in one transaction.
     *
     * @return the number of the commit, once it is durable
     */
    CompletionStage<Long> commit(Epoch epoch, String studyUid, List<StudyChange> changes);

    /** Removes a study and all of its rows; its name is free afterwards. */
    CompletionStage<Long> delete(Epoch epoch, String studyUid);

    /** All studies that have not ended, with their rows. */
    List<StoredStudy> open();

    /** One study with its rows, by name. */
    Optional<StoredStudy> load(String name);

    /** The durable steps of attempts. */
    AttemptLedger ledger();

    /** What operators said about nodes. */
    NodeStore nodes();

    /** What people and programs read. */
    StudyQueries queries();

    /** Ends the writer after what is queued, then closes the database. */
    @Override
    void close();
}
