package org.attune.benchmarks.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of little-endian 32-bit floats. */
final class FloatFile {

    private FloatFile() {}

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read or is not of the expected length
     */
    static float[] read(Path file, long count) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != count * Float.BYTES) {
            throw new IOException(file + " has " + bytes.length + " bytes, expected " + count * Float.BYTES);
        }
        float[] values = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
