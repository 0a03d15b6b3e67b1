package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to what the engine tells of the containers of one owner, on one thread and one connection. After a gap it asks
 * for everything anew rather than for what it missed: the engine remembers 256 events only. It also remembers when the
 * engine was away, for what ended then was ended by that.
 */
final class EngineEvents implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineEvents.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LAST_PAUSE_MILLIS = 5000;
    private static final long BEFORE_MILLIS = 10_000;
    private static final long AFTER_MILLIS = 30_000;
    private static final int REMEMBERED = 100;

    private final Engine engine;
    private final String owner;
    private final InstantSource clock;
    private final Consumer<String> ended;
    private final Runnable resync;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Deque<long[]> outages = new ArrayDeque<>();
    private DockerHttpClient.@Nullable Response open;
    private @Nullable Instant awaySince;
    private boolean started;

    /**
     * Of these containers; {@link #start()} begins to listen.
     *
     * @param ended is told the worker of each container that ended
     * @param resync is called after each gap, when the engine answers again
     */
    EngineEvents(Engine engine, String owner, InstantSource clock, Consumer<String> ended, Runnable resync) {
        this.engine = engine;
        this.owner = owner;
        this.clock = clock;
        this.ended = ended;
        this.resync = resync;
    }

    /** Begins to listen, unless it does. */
    synchronized void start() {
        if (started) {
            return;
        }
        started = true;
        Thread thread = new Thread(this::listen, "attune-engine-events");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        long pause = FIRST_PAUSE_MILLIS;
        while (closed.getCount() > 0) {
            try {
                connect();
                pause = FIRST_PAUSE_MILLIS;
            } catch (IOException | RuntimeException e) {
                LOG.debug("no events from the engine: {}", e.toString());
            }
            away();
            try {
                if (closed.await(pause, TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = Math.min(LAST_PAUSE_MILLIS, pause * 2);
        }
    }

    private void connect() throws IOException {
        String filters = "{\"type\":[\"container\"],\"event\":[\"die\"],\"label\":[\"" + ContainerPlan.OWNER + "="
                + owner + "\"]}";
        try (DockerHttpClient.Response response =
                engine.open("GET", "/events?filters=" + Engine.encoded(filters), null, "", Engine.QUICK)) {
            synchronized (this) {
                open = response;
                if (closed.getCount() == 0) {
                    return;
                }
            }
            back();
            resync.run();
            try (MappingIterator<JsonNode> events =
                    JSON.readerFor(JsonNode.class).readValues(response.getBody())) {
                while (events.hasNextValue()) {
                    JsonNode event = events.nextValue();
                    String worker = event.path("Actor")
                            .path("Attributes")
                            .path(ContainerPlan.WORKER)
                            .asText();
                    if (!worker.isEmpty()) {
                        ended.accept(worker);
                    }
                }
            }
        } finally {
            synchronized (this) {
                open = null;
            }
        }
    }

    private synchronized void away() {
        if (awaySince == null) {
            awaySince = clock.instant();
        }
    }

    private synchronized void back() {
        if (awaySince != null) {
            outages.addLast(new long[] {awaySince.toEpochMilli(), clock.millis()});
            if (outages.size() > REMEMBERED) {
                outages.removeFirst();
            }
            awaySince = null;
        }
    }

    /** Whether the engine is away now, as far as is known. */
    synchronized boolean isAway() {
        return awaySince != null;
    }

    /** Whether the engine went away or came back about this time: what ended then was probably ended by that. */
    synchronized boolean wasAwayAbout(Instant time) {
        long at = time.toEpochMilli();
        if (awaySince != null && at >= awaySince.toEpochMilli() - BEFORE_MILLIS) {
            return true;
        }
        return outages.stream().anyMatch(o -> at >= o[0] - BEFORE_MILLIS && at <= o[1] + AFTER_MILLIS);
    }

    @Override
    public void close() {
        closed.countDown();
        synchronized (this) {
            if (open != null) {
                open.close();
            }
        }
    }
}
