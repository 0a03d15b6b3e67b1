package org.attune.tuner.study;

import java.util.List;
import java.util.Map;
import org.attune.runner.worker.AttemptId;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.tuner.study.Lifecycles.StudyMove;
import org.attune.tuner.study.StudyReply.Denial;
import org.jspecify.annotations.Nullable;

/**
 * The mind of one study: events in, decisions out. Deterministic: it has no clock, no randomness and does no I/O, so
 * that the same rows and the same events give the same decisions. The memory runs ahead of the store; when a commit is
 * refused the engine is thrown away and rebuilt from rows. Not for use from several threads at once.
 *
 * <p>Event costs O(live trials), an ask for proposals O(trials).
 */
public final class StudyEngine {

    private final StudyBook book;
    private final TrialEnds ends;
    private final Reports reports;
    private final GangDesk gangs;
    private final ClientDesk clients;
    private final ClientResults results;
    private final Demand demand;
    private final StudyEnd end;
    private final AddedTrials added;
    private long announced = Long.MAX_VALUE;

    private StudyEngine(Study study, StudyParts parts) {
        this.book = new StudyBook(study, parts);
        this.ends = new TrialEnds(book);
        this.reports = new Reports(book, ends);
        this.gangs = new GangDesk(book, ends, reports);
        this.clients = new ClientDesk(book);
        this.results = new ClientResults(book, clients, reports);
        this.demand = new Demand(book, clients);
        this.end = new StudyEnd(book, demand, clients, ends);
        this.added = new AddedTrials(book, demand, clients);
    }

    /** An engine for a study without trials. */
    public static StudyEngine create(Study study, StudyParts parts) {
        return new StudyEngine(study, parts);
    }

    /**
     * An engine from rows; it goes on as the one did that wrote them.
     *
     * @param observations in the order of their commits
     * @param endOrder numbers of ended trials in the order of their ends
     * @param answers stored answers by request
     * @throws IllegalArgumentException when a trial's parameters are no point of the space
     */
    public static StudyEngine restore(
            Study study,
            List<Trial> trials,
            List<Observations> observations,
            List<Integer> endOrder,
            Map<String, String> answers,
            StudyParts parts) {
        StudyEngine engine = new StudyEngine(study, parts);
        StudyBook book = engine.book;
        for (Trial row : trials) {
            engine.restoreTrial(row);
        }
        for (Observations row : observations) {
            TrialBook trial = book.trials.get(row.trial() - 1);
            AttemptBook attempt = trial.attempt(row.attempt());
            if (attempt == null) {
                throw new IllegalArgumentException("observations of trial " + row.trial() + " name attempt "
                        + row.attempt() + " (expected: 1 to " + trial.attempts.size() + ")");
            }
            engine.reports.replay(trial, attempt, row);
        }
        engine.reports.replayed();
        for (int number : endOrder) {
            TrialBook trial = book.trials.get(number - 1);
            trial.tally = null;
            book.count(trial);
        }
        book.answers.putAll(answers);
        engine.clients.restore();
        return engine;
    }

    private void restoreTrial(Trial row) {
        Canonical point = book.parts.space().canonical(row.parameters());
        if (!(point instanceof Canonical.Valid valid)) {
            throw new IllegalArgumentException(
                    "trial " + row.number() + " of study " + book.study.name() + " is no point of its space: " + point);
        }
        Assignment assignment = valid.assignment();
        TrialBook trial = new TrialBook(row.number(), row.state(), assignment, row.origin());
        trial.result = row.result();
        trial.lease = row.lease();
        trial.endedMillis = row.endedMillis();
        trial.tally = new MetricTally(book.spec.objectives());
        for (Attempt attempt : row.attempts()) {
            AttemptBook known = new AttemptBook(attempt);
            trial.attempts.add(known);
            if (known.state.ended()) {
                book.standing.used(known);
            }
        }
        book.trials.add(trial);
        if (trial.rests()) {
            book.resting.put(row.number(), trial);
        } else if (!row.state().ended()) {
            book.live.put(row.number(), trial);
        }
    }

    /** Where the study is. */
    public StudyState state() {
        return book.state;
    }

    /** Why it is there. */
    public String reason() {
        return book.reason;
    }

    /** Whether this attempt is one of the study's and has not ended. */
    public boolean lives(AttemptId id) {
        TrialBook trial = book.live.get(id.trial());
        return trial != null && trial.attempt().number == id.attempt();
    }

    /** Takes an event and decides. */
    public Decisions on(StudyEvent event) {
        book.now = Math.max(book.now, event.atMillis());
        if (!book.state.ended()) {
            clients.expire();
        }
        take(event);
        end.check();
        clients.settle();
        demand.fill();
        end.check();
        clients.settle();
        clients.giveUp(demand.proposing());
        wake();
        return book.take();
    }

    private void take(StudyEvent event) {
        if (event instanceof StudyEvent.PointsTold told) {
            gangs.onPoints(told.attempt(), told.rank(), told.position(), told.points(), told.token());
        } else if (event instanceof StudyEvent.GangTold told) {
            gangs.onEvent(told.event(), told.token());
        } else if (event instanceof StudyEvent.Proposed proposed) {
            demand.take(proposed);
        } else if (event instanceof StudyEvent.ReportAsked ask) {
            results.report(ask);
        } else if (event instanceof StudyEvent.SuggestAsked ask) {
            clients.ask(ask);
        } else if (event instanceof StudyEvent.CompleteAsked ask) {
            results.complete(ask);
        } else if (event instanceof StudyEvent.Begun begun) {
            gangs.resubmit(begun.newLeadership());
        } else if (event instanceof StudyEvent.MoveAsked ask) {
            book.effect(new StudyEffect.Reply(ask.token(), move(ask.to(), ask.reason())));
        } else if (event instanceof StudyEvent.AddAsked ask) {
            book.effect(new StudyEffect.Reply(ask.token(), added.add(ask)));
        } else if (event instanceof StudyEvent.EndAsked ask) {
            book.effect(new StudyEffect.Reply(ask.token(), endTrial(ask)));
        } else if (event instanceof StudyEvent.ProposalFailed failed) {
            if (book.state == StudyState.ACTIVE || book.state == StudyState.PAUSED) {
                end.broken(failed.why());
            }
        } else if (!(event instanceof StudyEvent.Tick)) {
            throw new IllegalStateException("an event that nobody takes: " + event);
        }
    }

    private void wake() {
        if (announced <= book.now) {
            announced = Long.MAX_VALUE;
        }
        long due = Math.min(Math.min(clients.due(demand.proposing()), demand.due()), end.due());
        if (!book.state.ended() && due < announced) {
            announced = due;
            book.effect(new StudyEffect.WakeAt(due));
        }
    }

    private StudyReply move(StudyState to, String why) {
        boolean open = book.state == StudyState.ACTIVE || book.state == StudyState.PAUSED;
        switch (to) {
            case ACTIVE -> {
                if (book.state == StudyState.PAUSED) {
                    resume(why);
                } else if (book.state != StudyState.ACTIVE) {
                    return wrongState("resumed");
                }
            }
            case PAUSED -> {
                if (book.state == StudyState.ACTIVE) {
                    pause(why);
                } else if (book.state != StudyState.PAUSED) {
                    return wrongState("paused");
                }
            }
            case STOPPING -> {
                if (open) {
                    end.drain(why);
                }
            }
            case CANCELLED -> {
                if (open || (book.state == StudyState.STOPPING && !book.cancelling())) {
                    end.cancel(why);
                } else if (book.state == StudyState.SUCCEEDED || book.state == StudyState.FAILED) {
                    return wrongState("cancelled");
                }
            }
            default -> {
                return new StudyReply.Denied(
                        Denial.BAD_REQUEST, "state: " + to + " (expected: ACTIVE, PAUSED, STOPPING or CANCELLED)");
            }
        }
        end.check();
        return new StudyReply.Moved(book.state);
    }

    private void pause(String why) {
        book.moveStudy(StudyMove.PAUSE, why.isEmpty() ? "paused" : why);
        for (TrialBook trial : book.live.values()) {
            if (trial.state == TrialState.QUEUED && trial.attempt().submitted) {
                ends.withdraw(trial);
            }
        }
    }

    private void resume(String why) {
        book.moveStudy(StudyMove.RESUME, why.isEmpty() ? "resumed" : why);
        for (TrialBook trial : book.live.values()) {
            if (trial.attempt().managed() && !trial.attempt().submitted) {
                book.submit(trial);
            }
        }
    }

    private StudyReply wrongState(String verb) {
        return new StudyReply.Denied(
                Denial.WRONG_STATE, "study " + book.study.name() + " is " + book.state + " and cannot be " + verb);
    }

    private StudyReply endTrial(StudyEvent.EndAsked ask) {
        @Nullable
        TrialBook trial =
                ask.trial() >= 1 && ask.trial() <= book.trials.size() ? book.trials.get(ask.trial() - 1) : null;
        if (trial == null) {
            return new StudyReply.Denied(
                    Denial.NOT_FOUND, "study " + book.study.name() + " has no trial " + ask.trial());
        }
        boolean done = ask.cancel() ? trial.state == TrialState.CANCELLED : trial.state == TrialState.PRUNED;
        if (trial.state.ended() && !done) {
            return new StudyReply.Denied(
                    Denial.WRONG_STATE, "trial " + trial.number + " has ended already as " + trial.state);
        }
        if (!trial.state.ended()) {
            String verb = ask.cancel() ? "cancelled by hand" : "stopped by hand";
            ends.stop(trial, ask.cancel(), ask.reason().isEmpty() ? verb : verb + ": " + ask.reason());
        }
        return new StudyReply.TrialDone(trial.number);
    }
}
