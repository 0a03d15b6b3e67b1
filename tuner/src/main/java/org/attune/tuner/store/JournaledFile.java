package org.attune.tuner.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.h2.store.fs.FileBaseDefault;
import org.jspecify.annotations.Nullable;

/**
 * A file whose writes happen all together or not at all: they stay in memory until they are forced, go to the journal
 * first, and only when they are safe there to the file itself. So at every moment disk and journal together hold what
 * was there at some {@link #force}, the last one that returned or one that was about to.
 *
 * <p>Any number of threads read while one writes and forces.
 */
final class JournaledFile extends FileBaseDefault {

    private static final long UNCUT = Long.MAX_VALUE;

    /** Blocks in memory (32 MiB) from which on a write forces by itself: more safety than asked for is harmless. */
    private static final int BLOCKS_MAX = 8_192;

    private final FileChannel base;
    private final Journal journal;
    private final Runnable forgetJournal;

    private final Object state = new Object();
    private SortedMap<Long, byte[]> written = new TreeMap<>();
    private long cut = UNCUT;
    private SortedMap<Long, byte[]> onTheWay = Collections.emptySortedMap();
    private long cutOnTheWay = UNCUT;
    private long size;
    private boolean changed;
    private @Nullable IOException failure;

    /**
     * Takes over both and brings the file up to its journal.
     *
     * @param forgetJournal removes the closed journal, which is then of no more use
     */
    JournaledFile(FileChannel base, Journal journal, Runnable forgetJournal) throws IOException {
        this.base = base;
        this.journal = journal;
        this.forgetJournal = forgetJournal;
        if (journal.replay(this::apply) > 0) {
            base.force(true);
        }
        journal.restart();
        this.size = base.size();
    }

    @Override
    public long size() {
        synchronized (state) {
            return size;
        }
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        int start = to.position();
        int length;
        long visible;
        SortedMap<Long, byte[]> newer = new TreeMap<>();
        synchronized (state) {
            if (position >= size || !to.hasRemaining()) {
                return to.hasRemaining() ? -1 : 0;
            }
            length = (int) Math.min(to.remaining(), size - position);
            visible = Math.min(cut, cutOnTheWay);
            long end = (position + length - 1) / Journal.BLOCK + 1;
            long kept = cut == UNCUT ? end : Math.min(end, (cut + Journal.BLOCK - 1) / Journal.BLOCK);
            newer.putAll(onTheWay.subMap(Math.min(position / Journal.BLOCK, kept), kept));
            newer.putAll(written.subMap(position / Journal.BLOCK, end));
        }
        ByteBuffer part = to.duplicate().limit(start + length);
        boolean more = true;
        while (more && part.hasRemaining()) {
            more = base.read(part, position + part.position() - start) > 0;
        }
        int real = (int) Math.max(0, Math.min(part.position() - start, visible - position));
        for (int i = real; i < length; i++) {
            to.put(start + i, (byte) 0);
        }
        for (Map.Entry<Long, byte[]> block : newer.entrySet()) {
            long at = block.getKey() * Journal.BLOCK;
            int from = (int) Math.max(0, position - at);
            int count = (int) Math.min(Journal.BLOCK, position + length - at) - from;
            to.put((int) (start + at + from - position), block.getValue(), from, count);
        }
        to.position(start + length);
        return length;
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
        int length = from.remaining();
        boolean full;
        synchronized (state) {
            check();
            while (from.hasRemaining()) {
                long at = position + length - from.remaining();
                int within = (int) (at % Journal.BLOCK);
                int count = Math.min(Journal.BLOCK - within, from.remaining());
                from.get(block(at / Journal.BLOCK, count == Journal.BLOCK), within, count);
            }
            size = Math.max(size, position + length);
            changed = true;
            full = written.size() > BLOCKS_MAX;
        }
        if (full) {
            force(false);
        }
        return length;
    }

    /** The block in memory, to be changed; with what is in it now unless it will be written whole. */
    private byte[] block(long number, boolean whole) throws IOException {
        byte[] known = written.get(number);
        if (known == null) {
            known = new byte[Journal.BLOCK];
            if (!whole) {
                read(ByteBuffer.wrap(known), number * Journal.BLOCK);
            }
            written.put(number, known);
        }
        return known;
    }

    @Override
    protected void implTruncate(long to) throws IOException {
        synchronized (state) {
            check();
            if (to >= size) {
                return;
            }
            int within = (int) (to % Journal.BLOCK);
            if (within != 0) {
                Arrays.fill(block(to / Journal.BLOCK, false), within, Journal.BLOCK, (byte) 0);
            }
            written.tailMap((to + Journal.BLOCK - 1) / Journal.BLOCK).clear();
            size = to;
            cut = Math.min(cut, to);
            changed = true;
        }
    }

    @Override
    public synchronized void force(boolean metadata) throws IOException {
        Journal.Group group;
        synchronized (state) {
            check();
            if (!changed) {
                return;
            }
            group = new Journal.Group(written, cut, size);
            onTheWay = written;
            cutOnTheWay = cut;
            written = new TreeMap<>();
            cut = UNCUT;
            changed = false;
        }
        try {
            journal.append(group);
            apply(group);
            if (journal.isLong()) {
                settle();
            }
        } catch (IOException e) {
            synchronized (state) {
                failure = e;
            }
            throw e;
        }
        synchronized (state) {
            onTheWay = Collections.emptySortedMap();
            cutOnTheWay = UNCUT;
        }
    }

    private void apply(Journal.Group group) throws IOException {
        if (group.cut() < base.size()) {
            base.truncate(group.cut());
        }
        for (Map.Entry<Long, byte[]> block : group.blocks().entrySet()) {
            long at = block.getKey() * Journal.BLOCK;
            ByteBuffer bytes = ByteBuffer.wrap(block.getValue(), 0, (int) Math.min(Journal.BLOCK, group.size() - at));
            while (bytes.hasRemaining()) {
                base.write(bytes, at + bytes.position());
            }
        }
    }

    private void settle() throws IOException {
        base.force(true);
        journal.restart();
    }

    private void check() throws IOException {
        if (failure != null) {
            throw new IOException("an earlier write of the store failed: " + failure.getMessage(), failure);
        }
    }

    @Override
    public @Nullable FileLock tryLock(long position, long length, boolean shared) throws IOException {
        return base.tryLock(position, length, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        try (base;
                journal) {
            boolean whole;
            synchronized (state) {
                whole = failure == null;
            }
            if (whole) {
                force(true);
                settle();
                forgetJournal.run();
            }
        }
    }
}
