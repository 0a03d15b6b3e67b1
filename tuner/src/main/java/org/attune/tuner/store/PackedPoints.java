package org.attune.tuner.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.MetricPoint;

/**
 * The bytes of one row of observations. Version 1:
 *
 * <pre>
 * byte    1
 * varint  number of metric names, then for each: varint length in bytes, UTF-8
 * varint  number of points, then for each:
 *         varint   index of its metric
 *         zigzag   step minus the step of the point before (0 before the first)
 *         8 bytes  the value, the raw bits of an IEEE 754 double, big-endian; NaN comes back bit for bit
 *         zigzag   time in milliseconds minus that of the point before
 * </pre>
 *
 * A varint has 7 bits a byte, lowest first; the high bit says that more follow. About 11 bytes a point.
 */
final class PackedPoints {

    /** The most points of one row. */
    static final int MAX_POINTS = 1_000;

    /** The longest metric name, in bytes of UTF-8. */
    static final int MAX_NAME = 1_024;

    private static final byte VERSION = 1;
    private static final int MAX_VARINT = 10;

    private PackedPoints() {}

    static byte[] pack(List<MetricPoint> points) {
        if (points.isEmpty() || points.size() > MAX_POINTS) {
            throw new StoreRefusal("a row holds 1 to " + MAX_POINTS + " points, not " + points.size());
        }
        Map<String, Integer> names = new LinkedHashMap<>();
        List<byte[]> texts = new ArrayList<>();
        int room = 1 + 2 * MAX_VARINT;
        for (MetricPoint point : points) {
            if (names.putIfAbsent(point.metric(), names.size()) == null) {
                byte[] text = point.metric().getBytes(StandardCharsets.UTF_8);
                if (text.length > MAX_NAME) {
                    throw new StoreRefusal("a metric's name of " + text.length + " bytes is longer than " + MAX_NAME);
                }
                texts.add(text);
                room += MAX_VARINT + text.length;
            }
            room += 3 * MAX_VARINT + Double.BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(room).order(ByteOrder.BIG_ENDIAN);
        out.put(VERSION);
        putVarint(out, texts.size());
        for (byte[] text : texts) {
            putVarint(out, text.length);
            out.put(text);
        }
        putVarint(out, points.size());
        long step = 0;
        long time = 0;
        for (MetricPoint point : points) {
            putVarint(out, names.getOrDefault(point.metric(), 0));
            putZigzag(out, point.step() - step);
            out.putLong(Double.doubleToRawLongBits(point.value()));
            putZigzag(out, point.timeMillis() - time);
            step = point.step();
            time = point.timeMillis();
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    static List<MetricPoint> unpack(byte[] bytes) {
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN);
            byte version = in.get();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "packed points of version " + version + "; this program knows " + VERSION);
            }
            String[] names = new String[checked(getVarint(in), MAX_POINTS)];
            for (int i = 0; i < names.length; i++) {
                byte[] text = new byte[checked(getVarint(in), MAX_NAME)];
                in.get(text);
                names[i] = new String(text, StandardCharsets.UTF_8);
            }
            int count = checked(getVarint(in), MAX_POINTS);
            List<MetricPoint> points = new ArrayList<>(count);
            long step = 0;
            long time = 0;
            for (int i = 0; i < count; i++) {
                String name = names[checked(getVarint(in), names.length - 1)];
                step += getZigzag(in);
                double value = Double.longBitsToDouble(in.getLong());
                time += getZigzag(in);
                points.add(new MetricPoint(name, step, value, time));
            }
            return points;
        } catch (java.nio.BufferUnderflowException e) {
            throw new IllegalStateException("a row of packed points ends too early (" + bytes.length + " bytes)", e);
        }
    }

    private static int checked(long value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalStateException(
                    "a row of packed points holds the count " + value + " (at most " + max + ")");
        }
        return (int) value;
    }

    private static void putVarint(ByteBuffer out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private static long getVarint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.get();
            value |= (long) (next & 0x7F) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalStateException("a row of packed points holds a number that does not end");
    }

    private static void putZigzag(ByteBuffer out, long value) {
        putVarint(out, (value << 1) ^ (value >> 63));
    }

    private static long getZigzag(ByteBuffer in) {
        long raw = getVarint(in);
        return (raw >>> 1) ^ -(raw & 1);
    }
}
