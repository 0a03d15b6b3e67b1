package org.attune.tuner.api;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Reads parts of files that may be growing. */
final class FileParts {

    private static final int CHUNK = 64 * 1024;

    private FileParts() {}

    /** Bytes of the file; 0 when there is none. */
    static long size(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.size();
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Copies exactly this many bytes. */
    static void copy(Path file, long offset, long length, OutputStream out) throws IOException {
        if (length == 0) {
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(CHUNK, length));
            long at = offset;
            while (at < offset + length) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), offset + length - at));
                int read = channel.read(buffer, at);
                if (read < 0) {
                    throw new EOFException(file + " ended at " + at);
                }
                out.write(buffer.array(), 0, read);
                at += read;
            }
        }
    }

    /** Up to this many bytes from an offset on; fewer at the end of the file, none when there is no file. */
    static byte[] read(Path file, long offset, int most) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long length = Math.max(0, Math.min(most, channel.size() - offset));
            ByteBuffer buffer = ByteBuffer.allocate((int) length);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, offset + buffer.position()) < 0) {
                    break;
                }
            }
            byte[] bytes = new byte[buffer.position()];
            buffer.flip().get(bytes);
            return bytes;
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }
}
