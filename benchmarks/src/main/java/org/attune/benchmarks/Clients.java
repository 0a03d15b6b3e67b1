package org.attune.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that stand for clients. */
final class Clients {

    /** What one of them does. */
    @FunctionalInterface
    interface Work<T> {
        T run(int number) throws Exception;
    }

    private Clients() {}

    /** Runs all of them at once; what each came to, in their order. The first that failed fails it. */
    static <T> List<T> run(int clients, Work<T> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            List<Callable<T>> all = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int number = i;
                all.add(() -> work.run(number));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(all)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Asks for trials and completes each, until so many are done. */
    static void complete(Server server, String study, int trials) throws Exception {
        int clients = 8;
        run(clients, number -> {
            try (KeepAliveClient client = new KeepAliveClient(server.url(), server.token())) {
                String path = "/api/v1/studies/" + study + "/trials";
                for (int i = number; i < trials; i += clients) {
                    String answer = client.post(path + ":suggest", "{\"count\":1,\"waitSeconds\":10}");
                    client.post(
                            path + "/" + ExternalTrials.number(answer) + ":complete",
                            "{\"metrics\":{\"loss\":" + 1.0 / (1 + i % 97) + "}}");
                }
                return number;
            }
        });
    }
}
