package org.attune.tuner.study;

import java.util.List;
import org.attune.tuner.spec.StudySpec;
import org.jspecify.annotations.Nullable;

/**
 * A study as it is stored.
 *
 * @param name for people; taken until the study is deleted
 * @param uid 8 characters of base 32, for paths and container names; never used twice
 * @param spec normalised, all defaults written in
 * @param submitted the text that was submitted, comments and all
 * @param seed of everything random in it
 * @param filesDigest SHA-256 (hex) of the packed folder of its files; null for none
 * @param state where it is
 * @param reason why it is there, a sentence; empty for none
 * @param createdMillis epoch milliseconds
 * @param endedMillis epoch milliseconds; 0 while it has not ended
 * @param owner who submitted it, by the name of the token; empty when nobody is known
 * @param earlier trials of the studies that its warmStart names, as they were when it was submitted
 */
public record Study(
        String name,
        String uid,
        StudySpec spec,
        String submitted,
        long seed,
        @Nullable String filesDigest,
        StudyState state,
        String reason,
        long createdMillis,
        long endedMillis,
        String owner,
        List<EarlierTrial> earlier) {

    public Study {
        earlier = List.copyOf(earlier);
    }

    /** A study that knows nothing of others. */
    public Study(
            String name,
            String uid,
            StudySpec spec,
            String submitted,
            long seed,
            @Nullable String filesDigest,
            StudyState state,
            String reason,
            long createdMillis,
            long endedMillis) {
        this(name, uid, spec, submitted, seed, filesDigest, state, reason, createdMillis, endedMillis, "", List.of());
    }

    /** This study with who submitted it. */
    public Study withOwner(String name) {
        return new Study(
                this.name,
                uid,
                spec,
                submitted,
                seed,
                filesDigest,
                state,
                reason,
                createdMillis,
                endedMillis,
                name,
                earlier);
    }

    /** This study with what it starts from. */
    public Study withEarlier(List<EarlierTrial> trials) {
        return new Study(
                name,
                uid,
                spec,
                submitted,
                seed,
                filesDigest,
                state,
                reason,
                createdMillis,
                endedMillis,
                owner,
                trials);
    }
}
