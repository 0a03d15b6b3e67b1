package org.attune.tuner.api;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.store.Cursor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener of server-sent events. What it has not taken yet is kept once a key, the newest alone, so that it holds no
 * more than its topics; one that takes nothing for 10 s is dropped. No thread waits for it.
 */
final class EventStream implements WriteListener, Reply.Tail {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration STUCK = Duration.ofSeconds(10);
    /** Then the client comes back, and shows its token again. */
    private static final Duration LIFE = Duration.ofHours(1);

    final Set<Topic> topics;
    final @Nullable Cursor from;
    private final Events events;
    private final Instant begun;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final Map<String, byte[]> pending = new LinkedHashMap<>();
    private @Nullable ServletOutputStream out;
    private Instant lastWrite;
    private boolean unflushed;
    private boolean ending;

    /** @param from what the client has seen; null for nothing */
    EventStream(Events events, Set<Topic> topics, @Nullable Cursor from, Instant now) {
        this.events = events;
        this.topics = Set.copyOf(topics);
        this.from = from;
        this.begun = now;
        this.lastWrite = now;
    }

    @Override
    public CompletionStage<?> stream(Context context, Pools pools) {
        try {
            ServletOutputStream stream = context.res().getOutputStream();
            synchronized (this) {
                out = stream;
            }
            stream.setWriteListener(this);
            if (!events.add(this)) {
                end();
            }
        } catch (IOException e) {
            end();
        }
        return done;
    }

    /** Keeps an event until the connection takes it; a newer one of the same key replaces it. */
    synchronized void offer(String key, byte[] event) {
        pending.remove(key);
        pending.put(key, event);
    }

    @Override
    public void onWritePossible() {
        look(events.now());
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("a listener is gone", failure);
        end();
    }

    /** Writes what is due; called by the ticker and by the connection, never blocks. */
    void look(Instant now) {
        boolean over = false;
        synchronized (this) {
            ServletOutputStream stream = out;
            if (stream == null || done.isDone()) {
                return;
            }
            try {
                over = round(stream, now);
            } catch (IOException | RuntimeException e) {
                LOG.debug("a listener is gone", e);
                over = true;
            }
        }
        if (over) {
            end();
        }
    }

    private boolean round(ServletOutputStream stream, Instant now) throws IOException {
        if (!stream.isReady()) {
            boolean stuck = now.isAfter(lastWrite.plus(STUCK)) && (unflushed || !pending.isEmpty());
            if (stuck) {
                LOG.info("a listener took no events for {} s and is dropped", STUCK.toSeconds());
            }
            return stuck;
        }
        if (unflushed) {
            unflushed = false;
            stream.flush();
            if (!stream.isReady()) {
                return false;
            }
        }
        if (ending) {
            return true;
        }
        byte[] due = due(now);
        if (due.length > 0) {
            stream.write(due);
            lastWrite = now;
            if (stream.isReady()) {
                stream.flush();
            } else {
                unflushed = true;
            }
        }
        return false;
    }

    private byte[] due(Instant now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        pending.values().forEach(bytes::writeBytes);
        pending.clear();
        if (events.closing() || now.isAfter(begun.plus(LIFE))) {
            bytes.writeBytes(": come back\n\n".getBytes(StandardCharsets.US_ASCII));
            ending = true;
        } else if (bytes.size() == 0 && now.isAfter(lastWrite.plus(HEARTBEAT))) {
            bytes.writeBytes(": alive\n\n".getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    void end() {
        events.remove(this);
        done.complete(true);
    }
}
