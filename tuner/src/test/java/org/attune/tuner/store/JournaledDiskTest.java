package org.attune.tuner.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Whatever a power cut leaves of the disk, the file is as it was at one force: the last that returned, or the next. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class JournaledDiskTest {

    private static final int SIZE_MAX = 60 * 4_096;

    static {
        JournaledDisk.register();
        RecordingDisk.register();
    }

    @Test
    void after_any_power_cut_the_file_is_as_it_was_at_one_force() throws IOException {
        long seed = Long.getLong("attune.seed", System.nanoTime());
        System.out.println("journaled disk: attune.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 400; round++) {
            oneCut("cut" + round, random, "seed " + seed + ", round " + round);
        }
    }

    private static void oneCut(String name, SplittableRandom random, String as) throws IOException {
        RecordingDisk.Tape tape = RecordingDisk.tape(name);
        byte[] now = new byte[0];
        byte[] forced = now;
        byte[] next = now;
        FileChannel file = open("journaled:rec:memFS:" + name);
        try {
            if (random.nextBoolean()) {
                tape.fullAfter(random.nextInt(1, 120));
            }
            int steps = random.nextInt(1, 60);
            for (int i = 0; i < steps; i++) {
                switch (random.nextInt(8)) {
                    case 0, 1 -> {
                        next = now;
                        file.force(false);
                        forced = now;
                    }
                    case 2 -> {
                        int to = random.nextInt(now.length + 1);
                        file.truncate(to);
                        now = Arrays.copyOf(now, to);
                    }
                    default -> now = write(file, now, random);
                }
                assertThat(read(file)).as(as).isEqualTo(now);
            }
        } catch (IOException e) {
            assertThat(e).as(as).hasMessageContaining("No space left");
            assertThatThrownBy(() -> file.force(false)).as(as).isInstanceOf(IOException.class);
        }
        RecordingDisk.Survival[] all = RecordingDisk.Survival.values();
        for (int i = 0; i < all.length; i++) {
            String found = "memFS:found-" + name;
            tape.image(all[i], random).write(found);
            byte[] content;
            try (FileChannel again = open("journaled:" + found)) {
                content = read(again);
            }
            assertThat(content).as("%s, %s", as, all[i]).isIn(forced, next);
            assertThat(FilePath.get(found + ".journal").exists()).isFalse();
            RecordingDisk.Image.delete(found);
        }
        tape.full(false);
        file.close();
        RecordingDisk.forget(name);
    }

    @Test
    void a_journal_that_was_written_over_many_times_repairs_too() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        RecordingDisk.Tape tape = RecordingDisk.tape("long");
        byte[] expected = new byte[100 * 4_096];
        try (FileChannel file = open("journaled:rec:memFS:long")) {
            for (int group = 0; group < 60; group++) {
                random.nextBytes(expected);
                file.write(ByteBuffer.wrap(expected), 0);
                file.force(false);
                if (group % 5 == 0) {
                    tape.image(RecordingDisk.Survival.BLOCKS, random).write("memFS:found-long");
                    try (FileChannel again = open("journaled:memFS:found-long")) {
                        assertThat(read(again)).isEqualTo(expected);
                    }
                    RecordingDisk.Image.delete("memFS:found-long");
                }
            }
        }
        RecordingDisk.forget("long");
    }

    /** Or a torn write over the old groups could leave the first of them alone to be replayed. */
    @Test
    void nothing_of_a_journal_that_began_again_is_replayed() throws IOException {
        FilePath path = FilePath.get("memFS:again.journal");
        try (Journal journal = new Journal(path.open("rw"))) {
            journal.append(group((byte) 1));
            journal.append(group((byte) 2));
        }
        try (Journal journal = new Journal(path.open("rw"))) {
            assertThat(journal.replay(group -> {})).isEqualTo(2);
            journal.restart();
        }
        try (Journal journal = new Journal(path.open("rw"))) {
            assertThat(journal.replay(group -> {})).isZero();
        }
        path.delete();
    }

    private static Journal.Group group(byte content) {
        byte[] block = new byte[Journal.BLOCK];
        Arrays.fill(block, content);
        return new Journal.Group(new TreeMap<>(Map.of(0L, block)), Long.MAX_VALUE, Journal.BLOCK);
    }

    @Test
    void nobody_else_opens_the_file_at_the_same_time() throws IOException {
        try (FileChannel file = open("journaled:memFS:mine")) {
            assertThat(file.isOpen()).isTrue();
            assertThatThrownBy(() -> open("journaled:memFS:mine"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in use");
        } finally {
            RecordingDisk.Image.delete("memFS:mine");
        }
    }

    private static byte[] write(FileChannel file, byte[] now, SplittableRandom random) throws IOException {
        boolean whole = random.nextBoolean();
        int at = whole ? random.nextInt(40) * 4_096 : random.nextInt(SIZE_MAX / 2);
        byte[] bytes = new byte[whole ? random.nextInt(1, 6) * 4_096 : random.nextInt(1, 9_000)];
        random.nextBytes(bytes);
        file.write(ByteBuffer.wrap(bytes), at);
        byte[] after = Arrays.copyOf(now, Math.max(now.length, at + bytes.length));
        System.arraycopy(bytes, 0, after, at, bytes.length);
        return after;
    }

    private static byte[] read(FileChannel file) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size());
        int more = 0;
        while (all.hasRemaining() && more >= 0) {
            more = file.read(all, all.position());
        }
        assertThat(all.hasRemaining()).isFalse();
        return all.array();
    }

    private static FileChannel open(String name) throws IOException {
        return FilePath.get(name + ".mv.db").open("rw");
    }
}
