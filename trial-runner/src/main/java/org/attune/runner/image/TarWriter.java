package org.attune.runner.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a tar archive that says nothing of who wrote it and when: no owners, no times, two kinds of permissions. The same
 * entries in the same order give the same bytes. Names that do not fit the old header get one of POSIX.1-2001 (pax).
 */
final class TarWriter {

    private static final int BLOCK = 512;
    private static final int NAME_MAX = 100;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void folder(String name) throws IOException {
        header(name + "/", "", '5', 0, 0755);
    }

    void link(String name, String target) throws IOException {
        header(name, target, '2', 0, 0777);
    }

    /** A file's header; exactly so many bytes follow by {@link #bytes} and then {@link #pad}. */
    void file(String name, long size, boolean executable) throws IOException {
        header(name, "", '0', size, executable ? 0755 : 0644);
    }

    void bytes(byte[] chunk, int length) throws IOException {
        out.write(chunk, 0, length);
    }

    void pad(long size) throws IOException {
        int rest = (int) (size % BLOCK);
        if (rest > 0) {
            out.write(new byte[BLOCK - rest]);
        }
    }

    void end() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    private void header(String name, String link, char type, long size, int mode) throws IOException {
        byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
        byte[] linkBytes = link.getBytes(StandardCharsets.UTF_8);
        StringBuilder pax = new StringBuilder();
        if (nameBytes.length > NAME_MAX || nameBytes.length != name.length()) {
            pax.append(record("path", name));
        }
        if (linkBytes.length > NAME_MAX || linkBytes.length != link.length()) {
            pax.append(record("linkpath", link));
        }
        if (pax.length() > 0) {
            byte[] records = pax.toString().getBytes(StandardCharsets.UTF_8);
            block("pax".getBytes(StandardCharsets.US_ASCII), new byte[0], 'x', records.length, 0644);
            out.write(records);
            pad(records.length);
        }
        block(nameBytes, linkBytes, type, size, mode);
    }

    /** {@code LENGTH key=value\n}, whose length counts its own digits. */
    private static String record(String key, String value) {
        int rest = (" " + key + "=" + value + "\n").getBytes(StandardCharsets.UTF_8).length;
        int length = rest + 1;
        while (Integer.toString(length).length() + rest != length) {
            length = Integer.toString(length).length() + rest;
        }
        return length + " " + key + "=" + value + "\n";
    }

    private void block(byte[] name, byte[] link, char type, long size, int mode) throws IOException {
        byte[] block = new byte[BLOCK];
        System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME_MAX));
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        octal(block, 124, 12, size);
        octal(block, 136, 12, 0);
        block[156] = (byte) type;
        System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME_MAX));
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, block, 257, 8);
        java.util.Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        out.write(block);
    }

    private static void octal(byte[] block, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        String text = "0".repeat(width - 1 - digits.length()) + digits + "\0";
        System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, block, at, width);
    }
}
