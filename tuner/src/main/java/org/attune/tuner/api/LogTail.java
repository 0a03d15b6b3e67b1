package org.attune.tuner.api;

import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.attune.tuner.api.LogPlace.Offsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader that follows a log. No thread waits for it: it is looked after by {@link LogTails}, writes only when the
 * connection takes bytes, and is dropped when it takes none for 10 s.
 */
final class LogTail implements WriteListener, Reply.Tail {

    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
    private static final int CHUNK = 64 * 1024;
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Duration STUCK = Duration.ofSeconds(10);
    private static final Duration LOOK_AT_END = Duration.ofSeconds(1);

    private final LogTails tails;
    private final LogSlice log;
    private final BooleanSupplier ended;
    private final InstantSource clock;
    private final Instant deadline;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile @Nullable ServletOutputStream out;

    // below: only by the one who holds busy
    private Offsets at;
    private Instant lastWrite;
    private Instant lastLook = Instant.MIN;
    private int looksAtEnd;
    private boolean unflushed;
    private boolean lastRound;

    /**
     * @param from where to begin
     * @param ended whether no more lines will come; may block shortly
     */
    LogTail(LogTails tails, LogSlice log, Offsets from, BooleanSupplier ended, InstantSource clock, Duration wait) {
        this.tails = tails;
        this.log = log;
        this.at = from;
        this.ended = ended;
        this.clock = clock;
        this.lastWrite = clock.instant();
        this.deadline = lastWrite.plus(wait);
    }

    @Override
    public CompletionStage<?> stream(Context context, Pools pools) {
        try {
            ServletOutputStream stream = context.res().getOutputStream();
            out = stream;
            if (!tails.add(this)) {
                context.status(503);
                return CompletableFuture.completedFuture(null);
            }
            stream.setWriteListener(this);
        } catch (IOException e) {
            end();
        }
        return done;
    }

    @Override
    public void onWritePossible() {
        // the next look writes; reading files is not for the connection's thread
    }

    @Override
    public void onError(Throwable failure) {
        LOG.debug("a follower is gone", failure);
        end();
    }

    /** Writes what has come since; runs where it may block on files. */
    void look() {
        ServletOutputStream stream = out;
        if (stream == null || done.isDone() || !busy.compareAndSet(false, true)) {
            return;
        }
        try {
            round(stream, clock.instant());
        } catch (IOException | RuntimeException e) {
            LOG.debug("a follower is gone", e);
            end();
        } finally {
            busy.set(false);
        }
    }

    private void round(ServletOutputStream stream, Instant now) throws IOException {
        if (!stream.isReady()) {
            if (now.isAfter(lastWrite.plus(STUCK))) {
                LOG.info("a follower took no bytes for {} s and is dropped", STUCK.toSeconds());
                end();
            }
            return;
        }
        boolean over = now.isAfter(deadline) || tails.closing();
        // asked before reading: what was written before the end is then read after it
        boolean complete = !over && now.isAfter(lastLook.plus(LOOK_AT_END)) && look(now);
        LogSlice.Piece piece = log.read(at, CHUNK, !complete);
        while (piece.bytes().length > 0 || !piece.next().equals(at)) {
            if (piece.bytes().length > 0) {
                stream.write(piece.bytes());
                unflushed = true;
                lastWrite = now;
            }
            at = piece.next();
            if (!stream.isReady()) {
                return;
            }
            piece = log.read(at, CHUNK, !complete);
        }
        if (complete || over) {
            finish(stream, complete);
            return;
        }
        if (log.framed() && now.isAfter(lastWrite.plus(HEARTBEAT))) {
            stream.write(log.mark("alive", at));
            unflushed = true;
            lastWrite = now;
        }
        if (unflushed && stream.isReady()) {
            stream.flush();
            unflushed = false;
        }
    }

    private boolean look(Instant now) {
        lastLook = now;
        looksAtEnd = ended.getAsBoolean() ? looksAtEnd + 1 : 0;
        // the last lines may come a moment after the end is known
        return looksAtEnd > 1;
    }

    private void finish(ServletOutputStream stream, boolean complete) throws IOException {
        if (!lastRound) {
            lastRound = true;
            if (log.framed()) {
                stream.write(log.mark(complete ? "ended" : "more", at));
            }
        }
        if (stream.isReady()) {
            end();
        }
    }

    private void end() {
        tails.remove(this);
        done.complete(true);
    }
}
