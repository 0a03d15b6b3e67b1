package org.attune.tuner.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system under H2 in which the writes to a database file happen all together when they are forced. H2 by itself
 * expects of a power cut that it keeps a part of the file written as one piece, and that nothing was written yet over
 * a part that only an unforced version gave up; disks promise neither.
 *
 * <p>Public only because H2 makes its instances itself.
 */
public final class JournaledDisk extends FilePathWrapper {

    /** How H2's URLs name this file system. */
    static final String SCHEME = "journaled";

    private static final String DATABASE = ".mv.db";
    private static final String JOURNAL = ".journal";

    static {
        FilePath.register(new JournaledDisk());
    }

    /** For H2. */
    public JournaledDisk() {}

    /** Makes the scheme known to H2. */
    static void register() {
        // the static initialiser did it
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        String name = getBase().toString();
        if (!name.endsWith(DATABASE)) {
            return getBase().open(mode);
        }
        FilePath beside = FilePath.get(name.substring(0, name.length() - DATABASE.length()) + JOURNAL);
        if (mode.equals("r")) {
            if (beside.exists() && beside.size() > 0) {
                throw new IOException("the store was not closed, and may only be read: it cannot be repaired");
            }
            return getBase().open(mode);
        }
        FileChannel base = getBase().open(mode);
        try {
            FileChannel journal = beside.open("rw");
            try {
                return new JournaledFile(base, new Journal(journal), beside::delete);
            } catch (IOException | RuntimeException e) {
                journal.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            base.close();
            throw e;
        }
    }
}
