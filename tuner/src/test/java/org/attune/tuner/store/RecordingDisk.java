package org.attune.tuner.store;

import java.io.IOException;
import java.io.OutputStream;
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
 * A file system under H2 that remembers, for each database and its journal, what is in them now, what was in them at
 * the last force, and the writes since. So a test can look at what a killed process or a power cut would have left at any moment. It
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
    private static final String DATA = ".mv.db";
    private static final String JOURNAL = ".journal";
    private static final Map<String, Tape> TAPES = new ConcurrentHashMap<>();

    private record Write(long at, byte[] bytes, boolean truncate) {}

    /** A database file and its journal, as they would be found. */
    record Image(byte[] data, byte[] journal) {

        /** Lays both down as a database of this name. */
        void write(String name) throws IOException {
            try (OutputStream out = FilePath.get(name + DATA).newOutputStream(false)) {
                out.write(data);
            }
            try (OutputStream out = FilePath.get(name + JOURNAL).newOutputStream(false)) {
                out.write(journal);
            }
        }

        static void delete(String name) {
            FilePath.get(name + DATA).delete();
            FilePath.get(name + JOURNAL).delete();
        }
    }

    /** What is remembered of a database. */
    static final class Tape {
        private final Track data = new Track();
        private final Track journal = new Track();
        private long room = Long.MAX_VALUE;
        private long forces;

        /** Whether the disk is full. */
        synchronized void full(boolean yes) {
            room = yes ? 0 : Long.MAX_VALUE;
        }

        /** So many writes and forces more, then the disk is full. */
        synchronized void fullAfter(int more) {
            room = more;
        }

        synchronized long forces() {
            return forces;
        }

        private void takeRoom() throws IOException {
            if (room <= 0) {
                throw new IOException("No space left on device");
            }
            room--;
        }

        /** Both files as they would be found afterwards. */
        synchronized Image image(Survival survival, SplittableRandom random) {
            return new Image(data.image(survival, random), journal.image(survival, random));
        }
    }

    /** What is remembered of one file. */
    private static final class Track {
        private byte[] now = new byte[1 << 20];
        private int nowSize;
        private byte[] forced = new byte[1 << 20];
        private int forcedSize;
        private final List<Write> since = new ArrayList<>();

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
        }

        private byte[] image(Survival survival, SplittableRandom random) {
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

    /** The tape of the database with this name: of {@code jdbc:h2:journaled:rec:memFS:NAME}. */
    static Tape tape(String name) {
        return TAPES.computeIfAbsent(FilePath.get("memFS:" + name).toString(), n -> new Tape());
    }

    static void forget(String name) {
        TAPES.remove(FilePath.get("memFS:" + name).toString());
        Image.delete("memFS:" + name);
    }

    @Override
    public String getScheme() {
        return "rec";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FileChannel base = getBase().open(mode);
        String name = getBase().toString();
        int dot = name.endsWith(DATA) ? name.length() - DATA.length() : name.lastIndexOf(JOURNAL);
        if (dot < 0) {
            return base;
        }
        Tape tape = TAPES.computeIfAbsent(name.substring(0, dot), n -> new Tape());
        return new Channel(base, tape, name.endsWith(DATA) ? tape.data : tape.journal);
    }

    private static final class Channel extends FileBaseDefault {
        private final FileChannel base;
        private final Tape tape;
        private final Track track;

        Channel(FileChannel base, Tape tape, Track track) {
            this.base = base;
            this.tape = tape;
            this.track = track;
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
                tape.takeRoom();
                byte[] bytes = new byte[from.remaining()];
                from.duplicate().get(bytes);
                int length = 0;
                while (from.hasRemaining()) {
                    length += base.write(from, position + length);
                }
                track.record(new Write(position, bytes, false));
                return length;
            }
        }

        @Override
        protected void implTruncate(long size) throws IOException {
            synchronized (tape) {
                base.truncate(size);
                track.record(new Write(size, new byte[0], true));
            }
        }

        @Override
        public void force(boolean metadata) throws IOException {
            synchronized (tape) {
                tape.takeRoom();
                track.force();
                tape.forces++;
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
