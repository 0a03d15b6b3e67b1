package org.attune.tuner.control;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * How a control plane works.
 *
 * @param clock the time of everything that is stored
 * @param random 64 random bits a call, for seeds and uids
 * @param drives which studies go on when the control plane starts, by name; other ACTIVE ones become PAUSED ("its run
 *     ended"). Studies that are created later are driven anyhow
 * @param files removes what a deleted study leaves behind
 */
public record ControlSettings(InstantSource clock, LongSupplier random, Predicate<String> drives, StudyFiles files) {

    /** Removes the files of a study: logs, checkpoints, artifacts. */
    @FunctionalInterface
    public interface StudyFiles {

        /** Removes all files of this uid; none is fine. Called on a thread that may wait. */
        void remove(String uid) throws IOException;
    }

    /** A server's: every study goes on. */
    public static ControlSettings server(StudyFiles files) {
        SecureRandom random = new SecureRandom();
        return new ControlSettings(InstantSource.system(), random::nextLong, name -> true, files);
    }

    /** The same, driving other studies. */
    public ControlSettings driving(Predicate<String> studies) {
        return new ControlSettings(clock, random, studies, files);
    }
}
