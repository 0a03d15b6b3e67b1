package org.attune.tuner.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.tuner.control.Commit;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.AttemptView;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.study.Attempt;
import org.attune.tuner.study.StudyChange;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
import org.jspecify.annotations.Nullable;

/**
 * Shows trials that were just given to clients, and just ended by them, from the very changes that were stored: the
 * same as reading them again, for a tenth of the work. What is not known here is read from the store.
 */
final class FreshTrials {

    private static final int REMEMBERED = 20_000;

    private record Key(String studyUid, int number) {}

    private final StudyQueries queries;
    private volatile @Nullable String generation;
    private final Map<Key, Trial> lent = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Trial> eldest) {
            return size() > REMEMBERED;
        }
    };

    FreshTrials(StudyQueries queries) {
        this.queries = queries;
    }

    /** A trial that this commit made for a client; empty when it did not. */
    Optional<TrialView> lent(String study, int number, @Nullable Commit commit) {
        if (commit == null) {
            return Optional.empty();
        }
        Trial made = null;
        for (StudyChange change : commit.changes()) {
            if (change instanceof StudyChange.TrialCreated created
                    && created.trial().number() == number) {
                made = created.trial();
            } else if (made != null && change instanceof StudyChange.AttemptCreated first && first.trial() == number) {
                long at = first.atMillis();
                made = with(made, made.result(), new Attempt(1, first.state(), first.runner(), null, null, at, at, 0));
                synchronized (lent) {
                    lent.put(new Key(commit.studyUid(), number), made);
                }
                return Optional.of(view(study, made, commit));
            } else if (made != null) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** A trial that this commit ended; empty when it is not remembered. */
    Optional<TrialView> ended(String study, int number, @Nullable Commit commit) {
        Trial known;
        synchronized (lent) {
            known = commit == null ? null : lent.remove(new Key(commit.studyUid(), number));
        }
        if (known == null || commit == null) {
            return Optional.empty();
        }
        Attempt attempt = known.attempts().get(0);
        StudyChange.TrialMoved moved = null;
        for (StudyChange change : commit.changes()) {
            if (change instanceof StudyChange.AttemptEnded end && end.trial() == number) {
                attempt = new Attempt(
                        1,
                        end.to(),
                        attempt.runner(),
                        null,
                        end.outcome(),
                        attempt.createdMillis(),
                        attempt.startedMillis(),
                        end.atMillis());
            } else if (change instanceof StudyChange.TrialMoved move && move.trial() == number) {
                moved = move;
            }
        }
        if (moved == null || !moved.to().ended()) {
            return Optional.empty();
        }
        Trial row = new Trial(
                number,
                moved.to(),
                known.parameters(),
                known.origin(),
                known.history(),
                known.lease(),
                moved.result(),
                known.createdMillis(),
                known.startedMillis(),
                moved.atMillis(),
                List.of(attempt));
        return Optional.of(view(study, row, commit));
    }

    private static Trial with(Trial trial, TrialResult result, Attempt attempt) {
        return new Trial(
                trial.number(),
                trial.state(),
                trial.parameters(),
                trial.origin(),
                trial.history(),
                trial.lease(),
                result,
                trial.createdMillis(),
                trial.startedMillis(),
                trial.endedMillis(),
                List.of(attempt));
    }

    private TrialView view(String study, Trial trial, Commit commit) {
        return TrialView.of(
                study,
                trial,
                trial.result().metrics(),
                trial.result().step(),
                trial.attempts().stream().map(AttemptView::of).toList(),
                generation() + "." + commit.seq());
    }

    /** That of the store, which stays the same while it is open. */
    private String generation() {
        String known = generation;
        if (known == null) {
            known = queries.cursor().generation();
            generation = known;
        }
        return known;
    }
}
