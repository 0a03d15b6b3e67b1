package org.attune.benchmarks.containers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.WorkerSpec;

/**
 * Allreduce of 64 MiB by two ranks of PyTorch on Gloo: a gang of Attune's and two containers by hand stand side by side, and
 * are told in turns to reduce.
 */
final class AllreducePairs {

    private static final int WARM_UP = 2;
    private static final String SEEN = "/attune/trial/checkpoints";
    private static final String PROGRAM = """
            import os, sys, time, torch, torch.distributed as dist
            folder = sys.argv[1]
            dist.init_process_group("gloo")
            torch.set_num_threads(1)
            rank, world = dist.get_rank(), dist.get_world_size()
            buffer = torch.ones(16 << 20)
            for n in range(100000):
                command = torch.zeros(1)
                if rank == 0:
                    while not os.path.exists(f"{folder}/go-{n}") and not os.path.exists(f"{folder}/end"):
                        time.sleep(0.002)
                    command += os.path.exists(f"{folder}/go-{n}")
                dist.broadcast(command, 0)
                if not command.item():
                    break
                dist.barrier()
                begun = time.perf_counter()
                for _ in range(3):
                    dist.all_reduce(buffer)
                seconds = (time.perf_counter() - begun) / 3
                buffer.fill_(1)
                if rank == 0:
                    with open(f"{folder}/done-{n}.new", "w") as out:
                        out.write(f"{64 / seconds}")
                    os.rename(f"{folder}/done-{n}.new", f"{folder}/done-{n}")
            """;

    private final Site site;
    private final ContainerTemplate trainer;

    AllreducePairs(Site site, ContainerTemplate trainer) {
        this.site = site;
        this.trainer = trainer;
    }

    /** MiB a second through Attune and by hand, in turns. */
    Ratio measure(int pairs, StringBuilder note) throws IOException, InterruptedException {
        List<WorkerSpec> specs = site.gang(2, trainer, "python3", "-c", PROGRAM, SEEN);
        List<RunningWorker> gang = new ArrayList<>();
        Path ours = specs.get(0).checkpointDirectory();
        Path theirs = Files.createDirectories(site.root.resolve("hand"));
        Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwxrwxrwx"));
        try {
            specs.forEach(spec -> gang.add(site.runtime.start(spec)));
            byHand(theirs);
            double[] attune = new double[pairs];
            double[] hand = new double[pairs];
            for (int i = -WARM_UP; i < pairs; i++) {
                boolean first = i % 2 == 0;
                double a = first ? once(ours, i + WARM_UP) : 0;
                double b = once(theirs, i + WARM_UP);
                a = first ? a : once(ours, i + WARM_UP);
                if (i >= 0) {
                    attune[i] = a;
                    hand[i] = b;
                }
            }
            note.append(String.format(
                    Locale.ROOT, "median %.0f MiB/s against %.0f MiB/s", Ratio.median(attune), Ratio.median(hand)));
            return Ratio.of(attune, hand);
        } finally {
            for (RunningWorker worker : gang) {
                worker.kill();
                worker.exit().toCompletableFuture().join();
                worker.discard();
            }
            site.run(List.of("rm", "-f", name(0), name(1)));
            site.run(List.of("network", "rm", name(9)));
        }
    }

    private static double once(Path folder, int number) throws IOException {
        Files.writeString(folder.resolve("go-" + number), "");
        Path done = folder.resolve("done-" + number);
        Site.await("64 MiB are reduced in " + folder, () -> Files.exists(done));
        return Double.parseDouble(Files.readString(done));
    }

    private static String name(int rank) {
        return "attune-benchmark-hand-" + rank;
    }

    private void byHand(Path folder) throws IOException, InterruptedException {
        site.run(List.of("network", "create", name(9)));
        for (int rank = 0; rank < 2; rank++) {
            List<String> words = new ArrayList<>(List.of("run", "-d", "--init", "--name", name(rank)));
            words.addAll(List.of("--network", name(9), "--cpus", "1", "--shm-size", "256m"));
            words.addAll(List.of("-v", folder + ":" + SEEN, "-e", "RANK=" + rank, "-e", "WORLD_SIZE=2"));
            words.addAll(List.of("-e", "MASTER_ADDR=" + name(0), "-e", "MASTER_PORT=29500"));
            words.addAll(List.of("-e", "GLOO_SOCKET_IFNAME=eth0", "-e", "OMP_NUM_THREADS=1"));
            words.addAll(List.of(trainer.image(), "python3", "-c", PROGRAM, SEEN));
            site.run(words);
        }
    }
}
