package org.attune.examples.digits;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** The UCI handwritten digits: images of 8×8 grey values and the digit that each shows, in a fixed random order. */
final class Digits {
    /** The name of the data file. */
    static final String FILE = "digits.csv.gz";
    /** Pixels of an image. */
    static final int PIXELS = 64;
    /** Digits to tell apart. */
    static final int CLASSES = 10;

    private static final double WHITE = 16;
    private static final int LARGEST_FILE = 8 << 20;
    /** The split belongs to the task, not to a trial: it never depends on a flag. */
    private static final long SPLIT = 20_231_101L;

    private final double[] pixels;
    private final int[] labels;

    private Digits(double[] pixels, int[] labels) {
        this.pixels = pixels;
        this.labels = labels;
    }

    /**
     * Reads the gzipped file: one image a line, 64 values from 0 to 16 and the digit, separated by commas.
     *
     * @throws UsageException if the file is absent or is not of this form
     */
    static Digits read(Path file) throws IOException {
        byte[] text;
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)), 1 << 15)) {
            text = in.readNBytes(LARGEST_FILE + 1);
        } catch (NoSuchFileException absent) {
            throw new UsageException("no file " + file + " here; name it with --data=FILE");
        }
        if (text.length > LARGEST_FILE) {
            throw new UsageException(file + " unpacks to more than " + LARGEST_FILE + " bytes");
        }
        return parse(file, text);
    }

    private static Digits parse(Path file, byte[] text) {
        int lines = 0;
        for (byte b : text) {
            lines += b == '\n' ? 1 : 0;
        }
        double[] pixels = new double[lines * PIXELS];
        int[] labels = new int[lines];
        int at = 0;
        for (int line = 0; line < lines; line++) {
            for (int column = 0; column <= PIXELS; column++) {
                int value = 0;
                int start = at;
                while (text[at] >= '0' && text[at] <= '9' && at - start < 2) {
                    value = value * 10 + text[at++] - '0';
                }
                boolean last = column == PIXELS;
                if (at == start || text[at] != (last ? '\n' : ',') || value > (last ? CLASSES - 1 : (int) WHITE)) {
                    throw new UsageException(file + " line " + (line + 1) + " column " + (column + 1)
                            + ": expected 64 values from 0 to 16 and a digit, separated by commas");
                }
                at++;
                if (last) {
                    labels[line] = value;
                } else {
                    pixels[line * PIXELS + column] = value / WHITE;
                }
            }
        }
        if (lines < 2 * CLASSES || at != text.length) {
            throw new UsageException(file + " has " + lines + " whole lines, expected at least " + 2 * CLASSES);
        }
        return shuffled(pixels, labels);
    }

    private static Digits shuffled(double[] pixels, int[] labels) {
        int[] order = Mix.permutation(SPLIT, labels.length);
        double[] images = new double[pixels.length];
        int[] shown = new int[labels.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(pixels, order[i] * PIXELS, images, i * PIXELS, PIXELS);
            shown[i] = labels[order[i]];
        }
        return new Digits(images, shown);
    }

    /** Four fifths, to learn from. */
    Digits training() {
        return part(0, labels.length - labels.length / 5);
    }

    /** The other fifth, to measure with. */
    Digits validation() {
        return part(labels.length - labels.length / 5, labels.length);
    }

    private Digits part(int from, int to) {
        return new Digits(Arrays.copyOfRange(pixels, from * PIXELS, to * PIXELS), Arrays.copyOfRange(labels, from, to));
    }

    int size() {
        return labels.length;
    }

    int label(int sample) {
        return labels[sample];
    }

    /** Copies the image of a sample, scaled to 0 … 1, to the start of {@code to}. */
    void copyImage(int sample, double[] to) {
        System.arraycopy(pixels, sample * PIXELS, to, 0, PIXELS);
    }
}
