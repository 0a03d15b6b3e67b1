package org.attune.tuner.api;

import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.attune.tuner.api.Caller.OwnTrial;
import org.attune.tuner.store.StudyQueries;

/** Keeps a trial's token to its own trial: it may look at its study and use the routes of the trial, nothing else. */
final class OwnTrials {

    private static final int REMEMBERED = 1_000;
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final StudyQueries queries;
    private final Pools pools;
    private final LongSupplier nanos;
    private final Map<String, Uid> uids = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Uid> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Uid(String uid, long readNanos) {}

    OwnTrials(StudyQueries queries, Pools pools, LongSupplier nanos) {
        this.queries = queries;
        this.pools = pools;
        this.nanos = nanos;
    }

    CompletionStage<Boolean> permits(OwnTrial own, Route route, Context context) {
        Map<String, String> ids = context.pathParamMap();
        String study = ids.get("s");
        String trial = ids.get("n");
        boolean trialFits = trial == null ? route.access() == Access.READ : trial.equals(Integer.toString(own.trial()));
        if (study == null || !trialFits) {
            return CompletableFuture.completedFuture(false);
        }
        Uid known;
        synchronized (uids) {
            known = uids.get(study);
        }
        // the name may pass to another study, but not within a second of the end of a worker of the former
        if (known != null && nanos.getAsLong() - known.readNanos() < FRESH_NANOS) {
            return CompletableFuture.completedFuture(known.uid().equals(own.studyUid()));
        }
        return pools.read(() -> {
            String uid = queries.study(study, false).map(view -> view.uid()).orElse("");
            synchronized (uids) {
                uids.put(study, new Uid(uid, nanos.getAsLong()));
            }
            return uid.equals(own.studyUid());
        });
    }
}
