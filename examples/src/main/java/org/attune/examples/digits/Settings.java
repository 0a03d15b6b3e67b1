package org.attune.examples.digits;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the flags say. Every flag has a default, so that the trainer can be tried by hand.
 *
 * @param lr learning rate of the first epoch
 * @param decay factor on the learning rate from one epoch to the next, in (0, 1]
 * @param adam Adam instead of stochastic gradient descent
 * @param momentum of stochastic gradient descent, in [0, 1)
 * @param batch samples of a step, over all workers together
 * @param hidden width of each hidden layer
 * @param layers number of hidden layers
 * @param dropout probability that a hidden unit is left out, in [0, 1)
 * @param epochs passes over the training data
 * @param seed of initial weights, order of samples and dropout
 * @param data the digits file
 * @param timeout seconds after which a missing or silent worker ends the training
 */
record Settings(
        double lr,
        double decay,
        boolean adam,
        double momentum,
        int batch,
        int hidden,
        int layers,
        double dropout,
        int epochs,
        long seed,
        Path data,
        int timeout) {

    private static final String KNOWN =
            "--lr --decay --optimizer --momentum --batch --hidden --layers --dropout --epochs --seed --data --timeout";

    /**
     * Reads flags of the form {@code --name=value}.
     *
     * @throws UsageException if a flag is unknown, repeated, malformed or out of range
     */
    static Settings parse(String... arguments) {
        Map<String, String> flags = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (!argument.startsWith("--") || equals < 3) {
                throw new UsageException("'" + argument + "' is not of the form --name=value; known: " + KNOWN);
            }
            String name = argument.substring(2, equals);
            if (flags.put(name, argument.substring(equals + 1)) != null) {
                throw new UsageException("--" + name + " is given twice");
            }
        }
        String optimizer = take(flags, "optimizer", "sgd");
        boolean adam = optimizer.equals("adam");
        if (!adam && !optimizer.equals("sgd")) {
            throw new UsageException("--optimizer is '" + optimizer + "', expected sgd or adam");
        }
        if (adam && flags.containsKey("momentum")) {
            throw new UsageException("--momentum has a meaning with --optimizer=sgd only");
        }
        Settings settings = new Settings(
                real(flags, "lr", adam ? "0.003" : "0.1", Double.MIN_VALUE, 1000),
                real(flags, "decay", "0.9", Double.MIN_VALUE, 1),
                adam,
                real(flags, "momentum", "0.9", 0, Math.nextDown(1.0)),
                whole(flags, "batch", "32", 1, 1_000_000),
                whole(flags, "hidden", "64", 1, 4096),
                whole(flags, "layers", "1", 1, 16),
                real(flags, "dropout", "0", 0, Math.nextDown(1.0)),
                whole(flags, "epochs", "9", 1, 100_000),
                whole(flags, "seed", "1", 0, Integer.MAX_VALUE),
                Path.of(take(flags, "data", Digits.FILE)),
                whole(flags, "timeout", "60", 1, 3600));
        for (String unknown : flags.keySet()) {
            throw new UsageException("unknown flag --" + unknown + "; known: " + KNOWN);
        }
        return settings;
    }

    /** The settings that decide the course of a training: equal for all its workers and for whatever resumes it. */
    String identity() {
        return "lr=" + lr + " decay=" + decay + " optimizer=" + (adam ? "adam" : "sgd") + " momentum=" + momentum
                + " batch=" + batch + " hidden=" + hidden + " layers=" + layers + " dropout=" + dropout + " seed="
                + seed;
    }

    private static String take(Map<String, String> flags, String name, String otherwise) {
        String value = flags.remove(name);
        return value == null ? otherwise : value;
    }

    private static double real(Map<String, String> flags, String name, String otherwise, double least, double most) {
        String text = take(flags, name, otherwise);
        try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one message for both mistakes
        }
        String range = least == Double.MIN_VALUE ? "above 0 and at most " + most : "from " + least + " to " + most;
        throw new UsageException("--" + name + " is '" + text + "', expected a number " + range);
    }

    private static int whole(Map<String, String> flags, String name, String otherwise, int least, int most) {
        String text = take(flags, name, otherwise);
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one message for both mistakes
        }
        throw new UsageException(
                "--" + name + " is '" + text + "', expected a whole number from " + least + " to " + most);
    }
}
