package org.attune.tuner.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.attune.tuner.control.Studies;
import org.attune.tuner.store.Cursor;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.ChangesView;
import org.attune.tuner.store.view.TrialView;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All streams of events. While anybody listens, one look at the store four times a second finds what was committed since
 * and tells each topic once, whoever listens to it; nothing is read while nobody does. An event's id is the commit up to
 * which it tells, so that a client that comes back with it misses nothing: no ring of events is kept for that.
 */
final class Events {

    static final long TICK_MILLIS = 250;
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int MAX_STREAMS = 2_000;
    private static final int STUDIES_A_TICK = 100;
    private static final int PAGES_A_TICK = 10;
    private static final int CATCH_UP_PAGES = 20;
    private static final Duration CLUSTER_EVERY = Duration.ofSeconds(1);

    private final StudyQueries queries;
    private final Studies studies;
    private final Pools pools;
    private final InstantSource clock;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private @Nullable ScheduledFuture<?> ticking;
    private boolean looking;
    private volatile boolean closing;

    // below: only by the look that is under way
    private @Nullable Cursor told;
    private final Set<String> dirty = new LinkedHashSet<>();
    private long studiesKnown = -1;
    private Instant clusterAt = Instant.MIN;
    private volatile String cluster = "";

    Events(StudyQueries queries, Studies studies, Pools pools, InstantSource clock) {
        this.queries = queries;
        this.studies = studies;
        this.pools = pools;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    boolean closing() {
        return closing;
    }

    boolean room() {
        return !closing && streams.size() < MAX_STREAMS;
    }

    synchronized boolean add(EventStream stream) {
        if (!room()) {
            return false;
        }
        streams.add(stream);
        if (ticking == null) {
            ticking =
                    pools.ticker().scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
        pools.read(() -> {
                    greet(stream);
                    stream.look(now());
                    return true;
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        stream.end();
                    }
                });
        return true;
    }

    void remove(EventStream stream) {
        streams.remove(stream);
    }

    private void tick() {
        synchronized (this) {
            if (streams.isEmpty() && ticking != null) {
                ticking.cancel(false);
                ticking = null;
                told = null;
                return;
            }
            if (looking) {
                return;
            }
            looking = true;
        }
        pools.read(() -> {
                    look();
                    return true;
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.warn("the events of this moment come later: {}", String.valueOf(failure));
                    }
                    synchronized (this) {
                        looking = false;
                    }
                });
    }

    private void look() {
        Cursor newest = queries.cursor();
        Cursor last = told;
        if (last == null || !last.generation().equals(newest.generation())) {
            last = newest;
        }
        Set<ChangesView.ChangedTrial> trials = new LinkedHashSet<>();
        for (int page = 0; page < PAGES_A_TICK && last.seq() < newest.seq(); page++) {
            ChangesView changes = queries.changesSince(last.seq());
            dirty.addAll(changes.studies());
            trials.addAll(changes.trials());
            last = Cursor.parse(changes.cursor()).orElse(newest);
        }
        told = last;
        tell(last, trials);
        Instant now = now();
        if (now.isAfter(clusterAt.plus(CLUSTER_EVERY)) && listens(Topic.Kind.CLUSTER)) {
            clusterAt = now;
            lookAtCluster();
        }
        streams.forEach(stream -> stream.look(now));
    }

    private boolean listens(Topic.Kind kind) {
        return streams.stream().anyMatch(stream -> stream.topics.stream().anyMatch(topic -> topic.kind() == kind));
    }

    private void tell(Cursor upTo, Set<ChangesView.ChangedTrial> trials) {
        Map<Topic, List<EventStream>> listeners = new HashMap<>();
        for (EventStream stream : streams) {
            stream.topics.forEach(topic ->
                    listeners.computeIfAbsent(topic, t -> new ArrayList<>()).add(stream));
        }
        Topic all = new Topic(Topic.Kind.STUDIES, "", 0);
        List<String> now = dirty.stream().limit(STUDIES_A_TICK).toList();
        for (String name : now) {
            dirty.remove(name);
            Topic one = new Topic(Topic.Kind.STUDY, name, 0);
            if (listeners.containsKey(one) || listeners.containsKey(all)) {
                byte[] study = study(name, upTo);
                give(listeners.get(all), "study " + name, study);
                give(listeners.get(one), "study " + name, study);
                give(listeners.get(one), "trials " + name, trialsChanged(name, upTo));
            }
        }
        for (ChangesView.ChangedTrial changed : trials) {
            Topic topic = new Topic(Topic.Kind.TRIAL, changed.studyId(), changed.number());
            if (listeners.containsKey(topic)) {
                give(listeners.get(topic), topic.toString(), trial(topic, upTo));
            }
        }
        if (listeners.containsKey(all)) {
            long count = queries.studies(Set.of(), 1, null).totalSize();
            if (count != studiesKnown && studiesKnown >= 0) {
                give(listeners.get(all), "studies", studiesChanged(count, upTo));
            }
            studiesKnown = count;
        }
    }

    private static void give(@Nullable List<EventStream> to, String key, byte[] event) {
        if (to != null) {
            to.forEach(stream -> stream.offer(key, event));
        }
    }

    /** What a new listener gets: what it has missed, or a word that it must load everything anew. */
    private void greet(EventStream stream) {
        Cursor newest = queries.cursor();
        Cursor from = stream.from;
        if (from == null) {
            stream.offer("hello", event("hello", newest, Json.object().put("cursor", newest.toString())));
        } else if (!catchUp(stream, from, newest)) {
            stream.offer("reset", event("reset", newest, Json.object().put("cursor", newest.toString())));
        }
        if (stream.topics.contains(new Topic(Topic.Kind.CLUSTER, "", 0)) && !cluster.isEmpty()) {
            stream.offer("cluster", event("cluster", newest, cluster));
        }
    }

    private boolean catchUp(EventStream stream, Cursor from, Cursor newest) {
        if (!from.generation().equals(newest.generation()) || from.seq() > newest.seq()) {
            return false;
        }
        Set<String> names = new LinkedHashSet<>();
        Set<ChangesView.ChangedTrial> trials = new LinkedHashSet<>();
        Cursor at = from;
        for (int page = 0; at.seq() < newest.seq(); page++) {
            if (page == CATCH_UP_PAGES) {
                return false;
            }
            ChangesView changes = queries.changesSince(at.seq());
            names.addAll(changes.studies());
            trials.addAll(changes.trials());
            at = Cursor.parse(changes.cursor()).orElse(newest);
        }
        boolean all = stream.topics.stream().anyMatch(topic -> topic.kind() == Topic.Kind.STUDIES);
        if (all && names.size() > STUDIES_A_TICK) {
            return false;
        }
        stream.offer("hello", event("hello", at, Json.object().put("cursor", at.toString())));
        for (String name : names) {
            boolean one = stream.topics.contains(new Topic(Topic.Kind.STUDY, name, 0));
            if (one || all) {
                stream.offer("study " + name, study(name, at));
            }
            if (one) {
                stream.offer("trials " + name, trialsChanged(name, at));
            }
        }
        for (ChangesView.ChangedTrial changed : trials) {
            Topic topic = new Topic(Topic.Kind.TRIAL, changed.studyId(), changed.number());
            if (stream.topics.contains(topic)) {
                stream.offer(topic.toString(), trial(topic, at));
            }
        }
        return true;
    }

    private byte[] study(String name, Cursor upTo) {
        return queries.summary(name)
                .map(summary -> event("study", upTo, new String(Json.bytes(summary), StandardCharsets.UTF_8)))
                .orElseGet(() -> event("gone", upTo, Json.object().put("studyId", name)));
    }

    private static byte[] trialsChanged(String name, Cursor upTo) {
        return event("trials", upTo, Json.object().put("studyId", name).put("cursor", upTo.toString()));
    }

    private static byte[] studiesChanged(long count, Cursor upTo) {
        return event("studies", upTo, Json.object().put("totalSize", count));
    }

    private byte[] trial(Topic topic, Cursor upTo) {
        TrialView view = queries.trial(topic.study(), topic.trial()).orElse(null);
        return view == null
                ? event(
                        "gone",
                        upTo,
                        Json.object().put("studyId", topic.study()).put("trial", topic.trial()))
                : event("trial", upTo, new String(Json.bytes(view), StandardCharsets.UTF_8));
    }

    private void lookAtCluster() {
        studies.capacity().thenAccept(capacity -> {
            String now = ClusterView.text(capacity);
            Cursor upTo = told;
            if (!now.equals(cluster) && upTo != null) {
                cluster = now;
                byte[] event = event("cluster", upTo, now);
                streams.stream()
                        .filter(s -> s.topics.contains(new Topic(Topic.Kind.CLUSTER, "", 0)))
                        .forEach(s -> s.offer("cluster", event));
            }
        });
    }

    private static byte[] event(String kind, Cursor id, ObjectNode data) {
        return event(kind, id, data.toString());
    }

    /** JSON has no line breaks of its own here, so that one data line holds it. */
    private static byte[] event(String kind, Cursor id, String data) {
        return ("event: " + kind + "\nid: " + id + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Tells all listeners to come back later, and lets them go. */
    void close() {
        closing = true;
        Instant now = now();
        streams.forEach(stream -> {
            stream.look(now);
            stream.end();
        });
    }
}
