package org.attune.tuner.study;

import java.util.List;
import org.attune.cluster.gang.GangEvent;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.jspecify.annotations.Nullable;

/** Takes what runners tell: starts, ends and points. Everything may be told twice. */
final class GangDesk {

    private final StudyBook book;
    private final TrialEnds ends;
    private final Reports reports;

    GangDesk(StudyBook book, TrialEnds ends, Reports reports) {
        this.book = book;
        this.ends = ends;
        this.reports = reports;
    }

    void onEvent(GangEvent event, long token) {
        AttemptId id = event.attempt();
        TrialBook trial = trial(id);
        AttemptBook attempt = trial == null ? null : trial.attempt(id.attempt());
        if (trial == null || attempt == null || !attempt.managed() || attempt.state.ended()) {
            if (!(event instanceof GangEvent.Ended)) {
                orphan(id);
            }
        } else if (event instanceof GangEvent.Waiting) {
            attempt.waiting = true;
        } else if (event instanceof GangEvent.Started) {
            ends.started(trial);
            attempt.waiting = false;
            attempt.silent = false;
        } else if (event instanceof GangEvent.Silent silent) {
            if (!attempt.silent) {
                book.note(trial.number, "SILENT", silent.why());
                attempt.silent = true;
            }
        } else if (event instanceof GangEvent.Noted noted) {
            book.note(trial.number, "PREPARED", noted.what());
        } else if (event instanceof GangEvent.Ended ended) {
            ends.ended(trial, ended.outcome());
        }
        book.effect(new StudyEffect.Told(token, ""));
    }

    void onPoints(AttemptId id, int rank, long position, List<MetricPoint> points, long token) {
        TrialBook trial = trial(id);
        AttemptBook attempt = trial == null ? null : trial.attempt(id.attempt());
        String again = "";
        if (trial == null || attempt == null || !attempt.managed()) {
            orphan(id);
        } else if (rank >= 0 && rank < book.spec.trial().workers() && position > attempt.position(rank)) {
            if (position > attempt.position(rank) + 1) {
                again = "batch " + position + " of " + id + " rank " + rank + " (expected: "
                        + (attempt.position(rank) + 1) + ")";
            } else if (!trial.state.ended() && !overtaken(trial, attempt)) {
                // what a lost attempt still sends after its trial has ended or was promoted is nobody's any more
                attempt.position(rank, position);
                reports.take(trial, attempt, rank, position, points);
            }
        }
        book.effect(new StudyEffect.Told(token, again));
    }

    /** Gives every live attempt to the runner again, which starts, adopts or ends it. */
    void resubmit(boolean newLeadership) {
        for (TrialBook trial : List.copyOf(book.live.values())) {
            AttemptBook attempt = trial.attempt();
            if (!attempt.managed()) {
                continue;
            }
            boolean stopping = trial.state == TrialState.STOPPING || trial.state == TrialState.PAUSED;
            boolean unclaimed = attempt.claim == null && attempt.startedMillis == 0;
            if (newLeadership && unclaimed) {
                if (stopping) {
                    // nobody has ever started it, and nobody knows of it
                    ends.neverRan(trial);
                    continue;
                }
                if (attempt.state == AttemptState.PREPARING) {
                    book.moveAttempt(trial, AttemptMove.REQUEUE);
                }
            }
            if (!unclaimed || stopping || book.state != StudyState.PAUSED) {
                book.submit(trial);
            }
            if (stopping) {
                book.stopGang(trial, trial.result.reason());
            }
        }
    }

    private static boolean overtaken(TrialBook trial, AttemptBook attempt) {
        return attempt.number <= trial.pausedIn && attempt.number < trial.attempt().number;
    }

    private @Nullable TrialBook trial(AttemptId id) {
        return id.trial() <= book.trials.size() ? book.trials.get(id.trial() - 1) : null;
    }

    private void orphan(AttemptId id) {
        book.effect(new StudyEffect.StopGang(
                id,
                "the study does not wait for this attempt",
                book.spec.trial().stopGrace()));
    }
}
