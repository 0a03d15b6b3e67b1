package org.attune.examples.digits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;

/**
 * A training between two epochs, kept in a file: who it belongs to, the epoch, the parameters, the optimiser's state
 * and a checksum. The file is replaced as a whole, so a reader finds the old or the new one and never half of one.
 */
final class Checkpoint {
    private static final String FILE = "digits.checkpoint";
    private static final int MAGIC = 0x41544B31;
    private static final long LARGEST = 1L << 30;

    private final Path file;
    private final String identity;

    /**
     * The checkpoint of a training in a folder.
     *
     * @param identity the settings that decide the training's course; a file written under others is refused
     */
    Checkpoint(Path folder, String identity) {
        file = folder.resolve(FILE);
        this.identity = identity;
    }

    /** Writes the state after {@code epoch} epochs. */
    void write(int epoch, Perceptron model, Optimizer optimizer) throws IOException {
        byte[] name = identity.getBytes(StandardCharsets.UTF_8);
        long size = 3 * Integer.BYTES + Long.BYTES + name.length + Integer.BYTES;
        double[][][] groups = {model.parameters(), optimizer.state()};
        for (double[][] group : groups) {
            for (double[] array : group) {
                size += (long) array.length * Double.BYTES;
            }
        }
        if (size > LARGEST) {
            throw new IOException("a checkpoint of " + size + " bytes is larger than the limit of " + LARGEST);
        }
        ByteBuffer out = ByteBuffer.allocate((int) size);
        out.putInt(MAGIC).putInt(name.length).put(name).putInt(epoch).putLong(optimizer.steps());
        for (double[][] group : groups) {
            for (double[] array : group) {
                out.asDoubleBuffer().put(array);
                out.position(out.position() + array.length * Double.BYTES);
            }
        }
        out.putInt(checksum(out.array(), out.position()));
        Path fresh = file.resolveSibling(FILE + ".new");
        Files.createDirectories(file.getParent());
        Files.write(fresh, out.array());
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Puts the stored state into model and optimiser. A damaged file counts as none.
     *
     * @return the epochs done so far, 0 if there is no checkpoint
     * @throws UsageException if the file belongs to a training with other settings
     */
    int read(Perceptron model, Optimizer optimizer) throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw new UsageException(file + " is larger than a checkpoint can be");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return 0;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < 2 * Integer.BYTES + Integer.BYTES
                || in.getInt() != MAGIC
                || checksum(bytes, bytes.length - Integer.BYTES) != in.getInt(bytes.length - Integer.BYTES)) {
            System.err.println(file + " is damaged; the training starts again");
            return 0;
        }
        byte[] name = new byte[in.getInt()];
        in.get(name);
        String writer = new String(name, StandardCharsets.UTF_8);
        if (!writer.equals(identity)) {
            throw new UsageException(
                    file + " belongs to a training with other flags: " + writer + "; this one has " + identity);
        }
        int epoch = in.getInt();
        optimizer.resumeAt(in.getLong());
        for (double[][] group : new double[][][] {model.parameters(), optimizer.state()}) {
            for (double[] array : group) {
                in.asDoubleBuffer().get(array);
                in.position(in.position() + array.length * Double.BYTES);
            }
        }
        return epoch;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
