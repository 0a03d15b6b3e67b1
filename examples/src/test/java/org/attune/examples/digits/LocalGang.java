package org.attune.examples.digits;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs all workers of a gang as threads of this JVM, over real loopback TCP. */
final class LocalGang {
    private static final int SECONDS = 30;

    private LocalGang() {}

    /** What one worker does. */
    interface Work<T> {
        T run(Gang gang, RingAllreduce ring) throws Exception;
    }

    /** Lets each worker work; the results by rank. The first failure by rank is thrown. */
    static <T> List<T> run(int world, Work<T> work) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : start(world, SECONDS, work)) {
            results.add(future.get(SECONDS, TimeUnit.SECONDS));
        }
        return results;
    }

    /** Starts each worker and does not wait; the ring of a worker closes when its work ends, well or not. */
    static <T> List<Future<T>> start(int world, int timeoutSeconds, Work<T> work) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newFixedThreadPool(world);
        List<Future<T>> futures = new ArrayList<>();
        for (int rank = 0; rank < world; rank++) {
            Gang gang = new Gang(rank, world, "127.0.0.1", server.getLocalPort());
            futures.add(threads.submit(() -> {
                try (RingAllreduce ring = join(gang, timeoutSeconds, server)) {
                    return work.run(gang, ring);
                }
            }));
        }
        threads.shutdown();
        return futures;
    }

    private static RingAllreduce join(Gang gang, int timeoutSeconds, ServerSocket server) throws IOException {
        if (gang.rank() > 0) {
            return Rendezvous.join(gang, "same", timeoutSeconds);
        }
        try (server) {
            return gang.world() == 1 ? RingAllreduce.alone() : Rendezvous.lead(gang, "same", timeoutSeconds, server);
        }
    }
}
