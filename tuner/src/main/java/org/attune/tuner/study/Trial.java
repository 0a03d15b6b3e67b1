package org.attune.tuner.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trial as it is stored, with its attempts.
 *
 * @param number counts from 1 within the study, without gaps
 * @param parameters its canonical assignment: exactly the active parameters, in the order of the spec
 * @param origin who proposed it, for people: "sobol", "seed point", "client"
 * @param history how many trials had ended when it was proposed
 * @param lease of the client of an external trial; null for a trial that runs on nodes
 * @param result what came of it so far
 * @param createdMillis epoch milliseconds
 * @param startedMillis 0 before
 * @param endedMillis 0 before
 * @param attempts in order of their number
 */
public record Trial(
        int number,
        TrialState state,
        Map<String, Object> parameters,
        String origin,
        int history,
        @Nullable ClientLease lease,
        TrialResult result,
        long createdMillis,
        long startedMillis,
        long endedMillis,
        List<Attempt> attempts) {

    public Trial {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        attempts = List.copyOf(attempts);
    }
}
