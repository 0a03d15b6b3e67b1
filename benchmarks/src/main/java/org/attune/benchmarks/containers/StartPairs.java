package org.attune.benchmarks.containers;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.WorkerSpec;

/** The start of a ready image, from the order to the first byte that the program prints. */
final class StartPairs {

    private static final String[] COMMAND = {"sh", "-c", "echo up; exec sleep 60"};

    private final Site site;

    StartPairs(Site site) {
        this.site = site;
    }

    /** Seconds through Attune and by {@code docker run}, in turns. */
    Ratio measure(int pairs, StringBuilder note) throws IOException, InterruptedException {
        attune();
        hand(0);
        double[] ours = new double[pairs];
        double[] theirs = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            if (i % 2 == 0) {
                ours[i] = attune();
                theirs[i] = hand(i);
            } else {
                theirs[i] = hand(i);
                ours[i] = attune();
            }
        }
        note.append(String.format(
                Locale.ROOT, "median %.0f ms against %.0f ms", Ratio.median(ours) * 1e3, Ratio.median(theirs) * 1e3));
        return Ratio.of(ours, theirs);
    }

    private double attune() throws IOException, InterruptedException {
        WorkerSpec spec = site.gang(1, ContainerTemplate.of(Site.BASE), COMMAND).get(0);
        long begun = System.nanoTime();
        RunningWorker worker = site.runtime.start(spec);
        Site.await("a container of Attune prints", () -> spec.outFile().toFile().length() > 0 || !worker.alive());
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!worker.alive()) {
            throw new IOException(
                    "it ended: " + worker.exit().toCompletableFuture().join());
        }
        worker.kill();
        worker.exit().toCompletableFuture().join();
        worker.discard();
        return seconds;
    }

    private double hand(int number) throws IOException, InterruptedException {
        String name = "attune-benchmark-hand-" + number;
        long begun = System.nanoTime();
        Process process =
                site.docker(List.of("run", "--name", name, "--init", Site.BASE, COMMAND[0], COMMAND[1], COMMAND[2]));
        int first = process.getInputStream().read();
        double seconds = (System.nanoTime() - begun) / 1e9;
        site.run(List.of("rm", "-f", name));
        process.waitFor(20, TimeUnit.SECONDS);
        if (first < 0) {
            throw new IOException("docker run printed nothing");
        }
        return seconds;
    }
}
