package org.attune.tuner.study;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.Epoch;
import org.attune.cluster.gang.GangEvent;
import org.attune.cluster.gang.GangOutcome;
import org.attune.cluster.gang.RankPlace;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.MetricPoint;
import org.attune.search.strategy.SearchStrategy;
import org.attune.tuner.study.Lifecycles.AttemptMove;
import org.jspecify.annotations.Nullable;

/**
 * Drives one engine by hand: every decision is stored at once in {@link StudyRows}, proposals are answered at once,
 * time moves only when told.
 */
public final class EngineDriver {

    final Study study;
    final StudyRows rows;
    final List<StudyEffect.SubmitGang> submitted = new ArrayList<>();
    final List<StudyEffect.StopGang> stops = new ArrayList<>();
    final List<StudyEffect.TidyCheckpoints> tidied = new ArrayList<>();
    final List<StudyEffect.AskProposals> asks = new ArrayList<>();
    final Map<Long, StudyReply> replies = new HashMap<>();
    final Map<Long, String> told = new HashMap<>();
    long now = SampleStudies.T0;
    long wakeAt = Long.MAX_VALUE;
    boolean propose = true;
    int ends;
    private final Map<String, Long> positions = new LinkedHashMap<>();
    private final SearchStrategy strategy = SampleStudies.strategy();
    private final boolean useRule;
    private StudyEngine engine;
    private long token;

    EngineDriver(Study study) {
        this(study, true);
    }

    EngineDriver(Study study, boolean useRule) {
        this.study = study;
        this.useRule = useRule;
        this.rows = StudyRows.of(study);
        this.engine = StudyEngine.create(study, parts());
        feed(new StudyEvent.Begun(true, now));
    }

    private StudyParts parts() {
        return useRule ? SampleStudies.parts(study) : SampleStudies.withoutRule(study);
    }

    /** Throws the engine away and makes a new one of the rows. */
    void restart(boolean newLeadership) {
        engine = rows.engine(parts());
        wakeAt = Long.MAX_VALUE;
        submitted.clear();
        stops.clear();
        feed(new StudyEvent.Begun(newLeadership, now));
    }

    /** One event, and all that follows at once. */
    void feed(StudyEvent first) {
        Deque<StudyEvent> events = new ArrayDeque<>(List.of(first));
        while (!events.isEmpty()) {
            Decisions decisions = engine.on(events.remove());
            rows.commit(decisions.changes());
            for (StudyEffect effect : decisions.effects()) {
                if (effect instanceof StudyEffect.SubmitGang submit) {
                    submitted.add(submit);
                } else if (effect instanceof StudyEffect.StopGang stop) {
                    stops.add(stop);
                } else if (effect instanceof StudyEffect.AskProposals ask) {
                    asks.add(ask);
                    if (propose) {
                        events.add(new StudyEvent.Proposed(
                                ask.ended(), strategy.propose(ask.history(), ask.count()), now));
                    }
                } else if (effect instanceof StudyEffect.Reply reply) {
                    replies.put(reply.token(), reply.reply());
                } else if (effect instanceof StudyEffect.Told answer) {
                    told.put(answer.token(), answer.why());
                } else if (effect instanceof StudyEffect.WakeAt wake) {
                    wakeAt = wake.millis();
                } else if (effect instanceof StudyEffect.TidyCheckpoints tidy) {
                    tidied.add(tidy);
                } else if (effect instanceof StudyEffect.StudyEnded) {
                    ends++;
                }
            }
        }
    }

    StudyState state() {
        return rows.study().state();
    }

    String reason() {
        return rows.study().reason();
    }

    TrialState state(int trial) {
        return rows.trial(trial).state();
    }

    Attempt lastAttempt(int trial) {
        List<Attempt> attempts = rows.trial(trial).attempts();
        return attempts.get(attempts.size() - 1);
    }

    AttemptId id(int trial) {
        return new AttemptId(study.uid(), trial, lastAttempt(trial).number());
    }

    /** Time passes; the wake-up rings when it was set to. */
    void pass(Duration time) {
        long until = now + time.toMillis();
        while (wakeAt <= until) {
            now = Math.max(now, wakeAt);
            wakeAt = Long.MAX_VALUE;
            feed(new StudyEvent.Tick(now));
        }
        now = until;
    }

    String gang(GangEvent event) {
        feed(new StudyEvent.GangTold(event, ++token, now));
        return told.getOrDefault(token, "no answer");
    }

    /** Placed, claimed and started, as the ledger and the runner do it. */
    void start(int trial) {
        Attempt attempt = lastAttempt(trial);
        rows.ledger(trial, attempt.number(), AttemptMove.PREPARE, null);
        rows.ledger(trial, attempt.number(), AttemptMove.CLAIM, claim());
        gang(new GangEvent.Started(id(trial), claim().places()));
    }

    static ClaimedGang claim() {
        return new ClaimedGang(new Epoch(1), List.of(new RankPlace(0, "node", 1, List.of())));
    }

    String points(int trial, MetricPoint... points) {
        return pointsAt(id(trial), positions.merge(id(trial).toString(), 1L, Long::sum), points);
    }

    String pointsAt(AttemptId id, long position, MetricPoint... points) {
        feed(new StudyEvent.PointsTold(id, 0, position, List.of(points), ++token, now));
        return told.getOrDefault(token, "no answer");
    }

    MetricPoint loss(long step, double value) {
        return new MetricPoint("loss", step, value, now);
    }

    void end(int trial, GangOutcome outcome) {
        gang(new GangEvent.Ended(id(trial), outcome));
    }

    static GangOutcome well() {
        return new GangOutcome(0, ExitOutcome.success(), false, "", List.of());
    }

    static GangOutcome stopped() {
        return new GangOutcome(0, ExitOutcome.of(FailureKind.KILLED, "ended by TERM"), true, "", List.of());
    }

    static GangOutcome badly(FailureKind kind) {
        return new GangOutcome(0, ExitOutcome.of(kind, "it was " + kind), false, "", List.of());
    }

    /** A whole trial: started, one value, ended well. */
    void run(int trial, double loss) {
        start(trial);
        points(trial, loss(1, loss));
        end(trial, well());
    }

    StudyReply move(StudyState to) {
        feed(new StudyEvent.MoveAsked(to, "", ++token, now));
        return reply(token);
    }

    StudyReply endTrial(int trial, boolean cancel) {
        feed(new StudyEvent.EndAsked(trial, cancel, "", ++token, now));
        return reply(token);
    }

    /** Asks; the token by which the answer is found later. */
    long suggest(int count, String client, Duration lease, Duration patience, @Nullable String request) {
        feed(new StudyEvent.SuggestAsked(count, client, lease, patience, request, ++token, now));
        return token;
    }

    /** Asks for one trial, with a lease of a minute and no patience. */
    StudyReply suggest() {
        return reply(suggest(1, "", Duration.ofMinutes(1), Duration.ZERO, null));
    }

    StudyReply report(int trial, MetricPoint... points) {
        feed(new StudyEvent.ReportAsked(trial, List.of(points), null, ++token, now));
        return reply(token);
    }

    StudyReply complete(int trial, Map<String, Double> metrics, TrialState state) {
        feed(new StudyEvent.CompleteAsked(trial, metrics, state, "", ++token, now));
        return reply(token);
    }

    StudyReply reply(long ofToken) {
        StudyReply reply = replies.get(ofToken);
        if (reply == null) {
            throw new AssertionError("no reply yet to " + ofToken);
        }
        return reply;
    }

    boolean replied(long ofToken) {
        return replies.containsKey(ofToken);
    }
}
