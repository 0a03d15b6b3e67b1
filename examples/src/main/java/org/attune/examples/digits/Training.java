package org.attune.examples.digits;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Data-parallel training, as one worker sees it. All workers draw the same order of samples; of each batch every worker
 * takes its shard, sums the gradients of its samples, and the ring sums over the workers. Dividing that sum by the size
 * of the whole batch gives the gradient that one worker alone would have found, however unevenly the batch was cut.
 */
final class Training {
    private final Settings settings;
    private final Gang gang;
    private final RingAllreduce ring;
    private final Digits training;
    private final Digits validation;
    private final Perceptron model;
    private final Optimizer optimizer;
    private final double[] loss = new double[1];
    private final FusionBuffer fused;
    private int epochsDone;

    Training(Settings settings, Gang gang, RingAllreduce ring, Digits digits) {
        this.settings = settings;
        this.gang = gang;
        this.ring = ring;
        training = digits.training();
        validation = digits.validation();
        model = new Perceptron(settings.hidden(), settings.layers(), settings.dropout(), settings.seed());
        optimizer = new Optimizer(settings.adam(), settings.momentum(), model.parameters());
        double[][] gradients = model.gradients();
        double[][] summed = new double[gradients.length + 1][];
        System.arraycopy(gradients, 0, summed, 0, gradients.length);
        summed[gradients.length] = loss;
        fused = new FusionBuffer(FusionBuffer.CAPACITY, summed);
    }

    Perceptron model() {
        return model;
    }

    /**
     * Trains up to the last epoch, from the checkpoint if there is one. Rank 0 prints one line an epoch to {@code out},
     * writes the checkpoint, and at the end leaves the confusion matrix among the artifacts.
     */
    void run(@Nullable Path checkpoints, @Nullable Path artifacts, PrintStream out) throws IOException {
        boolean first = gang.rank() == 0;
        Checkpoint checkpoint = checkpoints == null ? null : new Checkpoint(checkpoints, settings.identity());
        resume(first ? checkpoint : null);
        if (epochsDone >= settings.epochs()) {
            report("", out);
        }
        while (epochsDone < settings.epochs()) {
            double trainLoss = epoch();
            // the line first: killed between the two, the epoch is done again and its line repeated, not lost
            report(" train_loss=" + text(trainLoss), out);
            if (first && checkpoint != null) {
                checkpoint.write(epochsDone, model, optimizer);
            }
        }
        if (first && artifacts != null) {
            writeConfusion(artifacts);
        }
    }

    /** Only rank 0 needs to reach the checkpoint's folder: the others receive the state from it. */
    private void resume(@Nullable Checkpoint checkpoint) throws IOException {
        double[] progress = new double[2];
        if (checkpoint != null) {
            progress[0] = checkpoint.read(model, optimizer);
            progress[1] = optimizer.steps();
        }
        ring.copyFromFirst(progress);
        epochsDone = (int) progress[0];
        if (epochsDone > 0) {
            optimizer.resumeAt((long) progress[1]);
            for (double[] array : model.parameters()) {
                ring.copyFromFirst(array);
            }
            for (double[] array : optimizer.state()) {
                ring.copyFromFirst(array);
            }
        }
    }

    /** One pass over the training data; returns the mean loss over it. */
    private double epoch() throws IOException {
        int epoch = epochsDone + 1;
        double lr = settings.lr() * Math.pow(settings.decay(), epochsDone);
        int[] order = Mix.permutation(Mix.key(Mix.key(settings.seed(), 3), epoch), training.size());
        double total = 0;
        for (int from = 0; from < order.length; from += settings.batch()) {
            int to = Math.min(order.length, from + settings.batch());
            total += gradient(order, from, to, epoch);
            optimizer.step(model.parameters(), model.gradients(), 1.0 / (to - from), lr);
        }
        epochsDone = epoch;
        return total / order.length;
    }

    /**
     * Leaves the sum of the gradients of {@code order[from … to−1]} over all workers in the model.
     *
     * @return the sum of the losses of these samples
     */
    double gradient(int[] order, int from, int to, int epoch) throws IOException {
        model.clearGradients();
        Shard shard = Shard.of(from, to, gang.rank(), gang.world());
        loss[0] = 0;
        for (int i = shard.from(); i < shard.to(); i++) {
            loss[0] += model.accumulate(training, order[i], epoch);
        }
        fused.sum(ring);
        return loss[0];
    }

    /** Measures on the validation data, each worker on its shard, and prints the line that Attune reads. */
    private void report(String more, PrintStream out) throws IOException {
        double[] sums = validate();
        if (gang.rank() > 0) {
            return;
        }
        out.println("epoch=" + epochsDone + " val_accuracy=" + text(sums[0] / validation.size()) + " val_loss="
                + text(sums[1] / validation.size()) + more);
        out.flush();
    }

    /** Counts right answers and sums losses over the validation data of all workers. */
    double[] validate() throws IOException {
        Shard shard = Shard.of(0, validation.size(), gang.rank(), gang.world());
        double[] sums = new double[2];
        for (int i = shard.from(); i < shard.to(); i++) {
            sums[0] += model.classify(validation, i) == validation.label(i) ? 1 : 0;
            sums[1] += model.loss(validation.label(i));
        }
        ring.sum(sums, sums.length);
        return sums;
    }

    private void writeConfusion(Path folder) throws IOException {
        int[][] counts = new int[Digits.CLASSES][Digits.CLASSES];
        for (int i = 0; i < validation.size(); i++) {
            counts[validation.label(i)][model.classify(validation, i)]++;
        }
        StringBuilder csv = new StringBuilder("digit,read as 0,1,2,3,4,5,6,7,8,9\n");
        for (int digit = 0; digit < Digits.CLASSES; digit++) {
            csv.append(digit);
            for (int count : counts[digit]) {
                csv.append(',').append(count);
            }
            csv.append('\n');
        }
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("confusion.csv"), csv);
    }

    /** Six decimals without the machinery of formatting, which takes longer to load than an epoch to run. */
    static String text(double value) {
        if (!(Math.abs(value) < 1e9)) {
            return Double.toString(value);
        }
        long millionths = Math.round(Math.abs(value) * 1e6);
        String fraction = Long.toString(1_000_000 + millionths % 1_000_000).substring(1);
        return (value < 0 && millionths > 0 ? "-" : "") + millionths / 1_000_000 + "." + fraction;
    }
}
