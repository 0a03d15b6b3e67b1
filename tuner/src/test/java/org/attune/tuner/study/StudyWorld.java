package org.attune.tuner.study;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchStrategy;
import org.attune.tuner.study.Lifecycles.AttemptMove;

/**
 * One study in a world of virtual time: a store that takes a while, a runner with few slots that tells everything twice
 * or late, gangs that fail in every way, clients, a person who pauses and stops, and a controller that crashes at any
 * moment and comes back from rows, with the runner or without. Everything follows from the seed.
 */
final class StudyWorld {

    private record Due(long at, long order, int life, Runnable work) {}

    /** A gang as the runner knows it. */
    private static final class Gang {
        final AttemptId id;
        final Deque<Telling> tellings = new ArrayDeque<>();
        boolean claimed;
        boolean started;
        boolean stopping;
        boolean ended;
        int inFlight;

        Gang(AttemptId id) {
            this.id = id;
        }
    }

    private interface Telling {
        StudyEvent event(long token, long now);
    }

    final StudyRows rows;
    final List<Object> trace = new ArrayList<>();
    final int slots;
    private final Study study;
    private final Random random;
    private final double trouble;
    private final SearchStrategy strategy = SampleStudies.strategy();
    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::order));
    private final Map<AttemptId, Gang> gangs = new HashMap<>();
    private final Map<AttemptId, Integer> starts = new HashMap<>();
    private final Set<AttemptId> alive = new HashSet<>();
    private final Map<AttemptId, Long> lastPosition = new HashMap<>();
    private final Map<Long, Gang> waitingForAck = new HashMap<>();
    private final Deque<Decisions> uncommitted = new ArrayDeque<>();
    private StudyEngine engine;
    private long now = SampleStudies.T0;
    private long order;
    private long token;
    private int life;
    private int crashes;
    int ends;

    StudyWorld(Study study, long seed, double trouble) {
        this.study = study;
        this.random = new Random(seed);
        this.trouble = trouble;
        this.slots = 1 + random.nextInt(4);
        this.rows = StudyRows.of(study);
        this.engine = StudyEngine.create(study, SampleStudies.parts(study));
        feed(new StudyEvent.Begun(true, now));
    }

    /** Runs until the study has ended; fails when it takes longer than any study may. */
    void run() {
        for (int step = 0; !rows.study().state().ended(); step++) {
            if (step > 200_000) {
                throw new AssertionError("it does not end: " + rows.study());
            }
            Due due = queue.poll();
            if (due == null) {
                throw new AssertionError(
                        "nothing will ever happen: " + rows.study().state());
            }
            now = Math.max(now, due.at());
            if (due.life() == life || due.life() < 0) {
                due.work().run();
            }
            if (chance(trouble / 200) && crashes < 20) {
                crash(random.nextBoolean());
            }
        }
    }

    String tail() {
        StringBuilder text = new StringBuilder();
        rows.trials().stream()
                .filter(trial -> !trial.state().ended())
                .forEach(trial -> text.append("\nlive: ").append(trial));
        for (Object entry : trace.subList(Math.max(0, trace.size() - 40), trace.size())) {
            String line = entry.toString();
            text.append('\n').append(line, 0, Math.min(400, line.length()));
        }
        return text.toString();
    }

    boolean chance(double p) {
        return random.nextDouble() < p;
    }

    /** In some time; forgotten when the controller crashes. */
    private void later(long most, Runnable work) {
        queue.add(new Due(now + 1 + random.nextInt((int) most), order++, life, work));
    }

    /** In some time, whatever the controller does. */
    void surely(long most, Runnable work) {
        queue.add(new Due(now + 1 + random.nextInt((int) most), order++, -1, work));
    }

    void feed(StudyEvent event) {
        trace.add(event);
        Decisions decisions = engine.on(event);
        if (!decisions.changes().isEmpty()) {
            trace.add(decisions.changes());
        }
        uncommitted.add(decisions);
        later(20, this::commitFirst);
    }

    /** Commits become durable in order; only then their effects happen. */
    private void commitFirst() {
        Decisions decisions = uncommitted.poll();
        if (decisions == null) {
            return;
        }
        rows.commit(decisions.changes());
        check();
        decisions.effects().forEach(this::carryOut);
    }

    private void check() {
        long live = rows.trials().stream()
                .filter(trial -> !trial.state().ended() && trial.lease() == null && !rests(trial))
                .count();
        study.spec().parallelism().ifPresent(most -> {
            if (live > most) {
                throw new AssertionError(live + " trials at once, allowed: " + most);
            }
        });
        if (rows.trials().size() > study.spec().maxTrials().orElse(Integer.MAX_VALUE)) {
            throw new AssertionError("more trials than the budget");
        }
    }

    private static boolean rests(Trial trial) {
        return trial.state() == TrialState.PAUSED
                && trial.attempts().stream().allMatch(attempt -> attempt.state().ended());
    }

    /** The controller dies: what was not durable never happened. With it the runner, or not; gangs live on. */
    private void crash(boolean withRunner) {
        crashes++;
        life++;
        trace.add((now - SampleStudies.T0) + " CRASH " + (withRunner ? "with the runner" : "of the study alone"));
        uncommitted.clear();
        waitingForAck.clear();
        gangs.values().forEach(gang -> gang.inFlight = 0);
        if (withRunner) {
            gangs.values().removeIf(gang -> !gang.claimed);
            gangs.values().forEach(gang -> gang.started = false);
        }
        engine = rows.engine(SampleStudies.parts(study));
        feed(new StudyEvent.Begun(withRunner, now));
        if (!withRunner) {
            gangs.values().forEach(this::tellOn);
            gangs.values().stream()
                    .filter(gang -> !gang.claimed && !gang.stopping)
                    .forEach(this::place);
        }
    }

    private void carryOut(StudyEffect effect) {
        trace.add(effect.getClass());
        if (effect instanceof StudyEffect.SubmitGang submit) {
            submit(submit.gang().attempt(), submit.claimed());
        } else if (effect instanceof StudyEffect.StopGang stop) {
            stop(stop.attempt());
        } else if (effect instanceof StudyEffect.AskProposals ask) {
            Proposals answer = strategy.propose(ask.history(), ask.count());
            later(30, () -> feed(new StudyEvent.Proposed(ask.ended(), answer, now)));
        } else if (effect instanceof StudyEffect.Told told) {
            acknowledged(told);
        } else if (effect instanceof StudyEffect.WakeAt wake) {
            queue.add(new Due(wake.millis(), order++, life, () -> feed(new StudyEvent.Tick(now))));
        } else if (effect instanceof StudyEffect.StudyEnded) {
            ends++;
        }
    }

    private void submit(AttemptId id, Optional<ClaimedGang> claimed) {
        Gang known = gangs.get(id);
        if (claimed.isPresent()) {
            Gang gang = known == null ? new Gang(id) : known;
            gangs.put(id, gang);
            gang.claimed = true;
            if (!alive.contains(id) && gang.tellings.isEmpty() && !gang.ended) {
                tell(gang, ended(id, kind(FailureKind.LOST, false)));
                gang.ended = true;
            } else if (!gang.started && !gang.ended) {
                gang.started = true;
                gang.tellings.addFirst(started(id));
            }
            tellOn(gang);
        } else if (known == null) {
            Gang gang = new Gang(id);
            gangs.put(id, gang);
            place(gang);
        } else {
            tellOn(known);
        }
    }

    private void place(Gang gang) {
        later(50, () -> {
            if (gang.claimed || gang.stopping || gang.ended) {
                return;
            }
            if (alive.size() >= slots) {
                if (chance(0.2)) {
                    feed(new StudyEvent.GangTold(new GangEvent.Waiting(gang.id, "no slot"), ++token, now));
                }
                place(gang);
            } else if (preparing(gang.id)
                    || rows.ledger(gang.id.trial(), gang.id.attempt(), AttemptMove.PREPARE, null)) {
                claim(gang);
            }
        });
    }

    private boolean preparing(AttemptId id) {
        return rows.trial(id.trial()).attempts().get(id.attempt() - 1).state() == AttemptState.PREPARING;
    }

    private void claim(Gang gang) {
        later(30, () -> {
            if (gang.stopping || gang.ended) {
                return;
            }
            if (chance(trouble / 10)) {
                rows.ledger(gang.id.trial(), gang.id.attempt(), AttemptMove.REQUEUE, null);
                place(gang);
            } else if (rows.ledger(gang.id.trial(), gang.id.attempt(), AttemptMove.CLAIM, EngineDriver.claim())) {
                gang.claimed = true;
                gang.started = true;
                if (starts.merge(gang.id, 1, Integer::sum) > 1) {
                    throw new AssertionError(gang.id + " was started twice");
                }
                alive.add(gang.id);
                tell(gang, started(gang.id));
                live(gang);
            }
        });
    }

    /** What the processes do, whoever controls them. */
    private void live(Gang gang) {
        int batches = 1 + random.nextInt(4);
        double loss = random.nextDouble();
        for (int batch = 1; batch <= batches; batch++) {
            MetricPoint point = new MetricPoint("loss", batch, loss / batch, now);
            surely(batch * 100L, () -> {
                if (alive.contains(gang.id)) {
                    points(gang.id, point);
                }
            });
        }
        surely(500, () -> {
            if (alive.remove(gang.id)) {
                end(gang.id, chance(trouble) ? kind(failure(), false) : EngineDriver.well());
            }
        });
    }

    private void points(AttemptId id, MetricPoint point) {
        long position = lastPosition.merge(id, 1L, Long::sum);
        remember(id).tellings.add((t, at) -> new StudyEvent.PointsTold(id, 0, position, List.of(point), t, at));
        tellOn(remember(id));
    }

    private void end(AttemptId id, GangOutcome outcome) {
        Gang gang = remember(id);
        gang.ended = true;
        tell(gang, ended(id, outcome));
    }

    /** What an agent knows outlives the runner. */
    private Gang remember(AttemptId id) {
        return gangs.computeIfAbsent(id, key -> {
            Gang gang = new Gang(key);
            gang.claimed = true;
            return gang;
        });
    }

    private FailureKind failure() {
        FailureKind[] kinds = {
            FailureKind.USER_CODE,
            FailureKind.LOST,
            FailureKind.NODE,
            FailureKind.PREEMPTED,
            FailureKind.OUT_OF_MEMORY,
            FailureKind.START_FAILED
        };
        return kinds[random.nextInt(kinds.length)];
    }

    private static GangOutcome kind(FailureKind kind, boolean stopped) {
        return new GangOutcome(0, ExitOutcome.of(kind, "it was " + kind), stopped, "", List.of());
    }

    private static Telling started(AttemptId id) {
        return (t, at) -> new StudyEvent.GangTold(
                new GangEvent.Started(id, EngineDriver.claim().places()), t, at);
    }

    private static Telling ended(AttemptId id, GangOutcome outcome) {
        return (t, at) -> new StudyEvent.GangTold(new GangEvent.Ended(id, outcome), t, at);
    }

    private void tell(Gang gang, Telling telling) {
        gang.tellings.add(telling);
        tellOn(gang);
    }

    /** The first thing that is not acknowledged, until it is; at times twice. */
    private void tellOn(Gang gang) {
        if (gang.inFlight > 0 || gang.tellings.isEmpty()) {
            return;
        }
        int copies = chance(trouble / 3) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            gang.inFlight++;
            long mine = ++token;
            later(20, () -> {
                Telling telling = gang.tellings.peek();
                if (telling == null) {
                    gang.inFlight = 0;
                    return;
                }
                waitingForAck.put(mine, gang);
                feed(telling.event(mine, now));
            });
        }
    }

    private void acknowledged(StudyEffect.Told told) {
        Gang gang = waitingForAck.remove(told.token());
        if (gang == null) {
            return;
        }
        gang.inFlight--;
        if (gang.inFlight == 0) {
            if (told.why().isEmpty()) {
                gang.tellings.poll();
            }
            tellOn(gang);
        }
    }

    private void stop(AttemptId id) {
        Gang gang = gangs.get(id);
        if (gang == null || gang.stopping || gang.ended) {
            return;
        }
        gang.stopping = true;
        surely(60, () -> {
            boolean ran = alive.remove(id);
            if (!gang.ended && (ran || !gang.claimed)) {
                gang.ended = true;
                tell(gang, ended(id, kind(FailureKind.KILLED, true)));
            }
        });
    }

    /** A person does something at some moment. */
    void person(long most, StudyState to) {
        surely(most, () -> {
            feed(new StudyEvent.MoveAsked(to, "", ++token, now));
            if (to == StudyState.STOPPING || to == StudyState.CANCELLED) {
                // the answer may be lost in a crash: people ask again
                surely(2_000, () -> {
                    if (rows.study().state() == StudyState.ACTIVE
                            || rows.study().state() == StudyState.PAUSED) {
                        person(most, to);
                    }
                });
            }
        });
    }

    void endSome(long most, boolean cancel) {
        surely(most, () -> {
            int trial = 1 + random.nextInt(Math.max(1, rows.trials().size()));
            feed(new StudyEvent.EndAsked(trial, cancel, "", ++token, now));
        });
    }
}
