package org.attune.tuner.api;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.content.ByteBufferContentSource;
import org.eclipse.jetty.server.Request;

/**
 * Reads the body of a call before it is handled, without a thread that waits for it: a client that sends slowly holds
 * some memory of a fixed budget, and nobody up.
 */
final class EagerBody {

    private static final long BUDGET = 64L << 20;

    private final AtomicLong held = new AtomicLong();

    /** Whether the body is one that is read as a whole later; streams are not, nor what nobody may send. */
    static boolean fits(Request request) {
        boolean writes =
                request.getMethod().equals("POST") || request.getMethod().equals("PATCH");
        boolean somebodys = request.getHeaders().contains(HttpHeader.AUTHORIZATION)
                || request.getHeaders().contains(HttpHeader.COOKIE);
        // a client that asks first is told before it sends
        return writes
                && somebodys
                && request.getLength() != 0
                && request.getLength() <= RestServer.MAX_BODY
                && !request.getHeaders().contains(HttpHeader.EXPECT);
    }

    /** The request with its body at hand; null when there is no memory for it just now. Fails when it ends early. */
    @org.jspecify.annotations.Nullable
    CompletableFuture<Request> read(Request request) {
        long size = request.getLength() < 0 ? RestServer.MAX_BODY : request.getLength();
        if (held.addAndGet(size) > BUDGET) {
            held.addAndGet(-size);
            return null;
        }
        // one byte more than is allowed, so that what is too long is seen to be
        return Content.Source.asByteArrayAsync(request, (int) RestServer.MAX_BODY + 1)
                .whenComplete((bytes, failure) -> held.addAndGet(-size))
                .thenApply(bytes -> new Whole(request, bytes));
    }

    /** A request whose body is there. */
    private static final class Whole extends Request.Wrapper {

        private final Content.Source body;
        private final int length;

        Whole(Request request, byte[] bytes) {
            super(request);
            this.body = new ByteBufferContentSource(ByteBuffer.wrap(bytes));
            this.length = bytes.length;
        }

        @Override
        public long getLength() {
            return length;
        }

        @Override
        public Content.Chunk read() {
            return body.read();
        }

        @Override
        public void demand(Runnable demandCallback) {
            body.demand(demandCallback);
        }

        @Override
        public void fail(Throwable failure) {
            body.fail(failure);
        }
    }
}
