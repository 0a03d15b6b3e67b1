package org.attune.tuner.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A file system under H2 that remembers, for each database file, what is in it now, what was in it at the last force,
 * and the writes since. So a test can look at what a killed process or a power cut would have left at any moment. It
 * can also be full.
 */
public final class RecordingDisk extends FilePathWrapper {

    /** What of the writes since the last force survives. */
    enum Survival {
        /** All of them: the process was killed. */
        ALL,
        /** None: the power was cut before the disk wrote anything. */
        NONE,
        /** The first few. */
        PREFIX,
        /** Any 4 KiB blocks of them. */
        BLOCKS
    }

    private static final int BLOCK = 4_096;
    private static final Map<String, Tape> TAPES = new ConcurrentHashMap<>();

    private record Write(long at, byte[] bytes, boolean truncate) {}

    /** What is remembered of one file. */
    static final class Tape {
        private byte[] now = new byte[1 << 20];
        private int nowSize;
        private byte[] forced = new byte[1 << 20];
        private int forcedSize;
        private final List<Write> since = new ArrayList<>();
        private boolean full;
        private long forces;

        synchronized void full(boolean yes) {
            full = yes;
        }

        synchronized long forces() {
            return forces;
        }

        private void checkRoom() throws IOException {
            if (full) {
                throw new IOException("No space left on device");
            }
        }

        private void record(Write write) {
            now = apply(now, write);
            nowSize = sizeAfter(nowSize, write);
            since.add(write);
        }

        private void force() {
            for (Write write : since) {
                forced = apply(forced, write);
                forcedSize = sizeAfter(forcedSize, write);
            }
            since.clear();
            forces++;
        }

        /** The file as it would be found afterwards. */
        synchronized byte[] image(Survival survival, SplittableRandom random) {
            if (survival == Survival.ALL) {
                return Arrays.copyOf(now, nowSize);
            }
            byte[] bytes = Arrays.copyOf(forced, forcedSize);
            int size = forcedSize;
            int prefix = survival == Survival.PREFIX ? random.nextInt(since.size() + 1) : 0;
            for (int i = 0; i < since.size(); i++) {
                Write write = since.get(i);
                if (survival == Survival.BLOCKS && !write.truncate()) {
                    for (int from = 0; from < write.bytes().length; from += BLOCK) {
                        if (random.nextBoolean()) {
                            int to = Math.min(from + BLOCK, write.bytes().length);
                            Write part =
                                    new Write(write.at() + from, Arrays.copyOfRange(write.bytes(), from, to), false);
                            bytes = apply(bytes, part);
                            size = sizeAfter(size, part);
                        }
                    }
                } else if (i < prefix) {
                    bytes = apply(bytes, write);
                    size = sizeAfter(size, write);
                }
            }
            return Arrays.copyOf(bytes, size);
        }

        private static byte[] apply(byte[] file, Write write) {
            int end = Math.toIntExact(write.at() + write.bytes().length);
            byte[] room = end <= file.length ? file : Arrays.copyOf(file, Math.max(end, 2 * file.length));
            if (write.truncate()) {
                Arrays.fill(room, Math.toIntExact(write.at()), room.length, (byte) 0);
            } else {
                System.arraycopy(write.bytes(), 0, room, Math.toIntExact(write.at()), write.bytes().length);
            }
            return room;
        }

        private static int sizeAfter(int size, Write write) {
            int end = Math.toIntExact(write.at() + write.bytes().length);
            return write.truncate() ? Math.min(size, end) : Math.max(size, end);
        }
    }

    static {
        FilePath.register(new RecordingDisk());
    }

    /** Makes the scheme known to H2. */
    static void register() {
        // the static initialiser did it
    }

    /** The tape of the database with this name: of {@code jdbc:h2:rec:memFS:NAME}. */
    static Tape tape(String name) {
        return TAPES.computeIfAbsent(file(name).toString(), n -> new Tape());
    }

    static void forget(String name) {
        TAPES.remove(file(name).toString());
        file(name).delete();
    }

    private static FilePath file(String name) {
        return FilePath.get("memFS:" + name + ".mv.db");
    }

    @Override
    public String getScheme() {
        return "rec";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel base = getBase().open(mode);
        String name = getBase().toString();
        return name.endsWith(".mv.db") ? new Channel(base, TAPES.computeIfAbsent(name, n -> new Tape())) : base;
    }

    private static final class Channel extends FileBaseDefault {
        private final FileChannel base;
        private final Tape tape;

        Channel(FileChannel base, Tape tape) {
            this.base = base;
            this.tape = tape;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public synchronized int read(ByteBuffer to, long position) throws IOException {
            return base.read(to, position);
        }

        @Override
        public synchronized int write(ByteBuffer from, long position) throws IOException {
            synchronized (tape) {
                tape.checkRoom();
                byte[] bytes = new byte[from.remaining()];
                from.duplicate().get(bytes);
                int length = 0;
                while (from.hasRemaining()) {
                    length += base.write(from, position + length);
                }
                tape.record(new Write(position, bytes, false));
                return length;
            }
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            synchronized (tape) {
                base.truncate(size);
                tape.record(new Write(size, new byte[0], true));
            }
        }

        @Override
        public void force(boolean metadata) throws IOException {
            synchronized (tape) {
                tape.checkRoom();
                tape.force();
            }
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }

        @Override
        public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return base.tryLock(position, size, shared);
        }
    }
}
