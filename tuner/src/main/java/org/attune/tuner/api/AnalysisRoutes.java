package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.search.analysis.Distribution;
import org.attune.search.analysis.ResponseForest;
import org.attune.search.stopping.Rungs;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;

/**
 * What a study's trials tell: data only, never a chart. An answer is kept until another trial ends, so that many lookers
 * cost one computation; what takes long runs on a thread of its own, one at a time.
 */
final class AnalysisRoutes {

    private static final String BASE = "/api/v1/studies/{s}/analysis/";
    private static final int KEPT = 200;
    private static final int STEPS = 500;
    private static final int MAX_STUDIES = 20;
    private static final int MAX_ATTEMPTS = 10_000;

    private final StudyQueries queries;
    private final Pools pools;
    private final Map<Key, CompletableFuture<byte[]>> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, CompletableFuture<byte[]>> eldest) {
            return size() > KEPT;
        }
    };
    private final Map<Key, Optional<ResponseForest>> forests = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Optional<ResponseForest>> eldest) {
            return size() > 8;
        }
    };

    /** Ended trials only ever come in addition, so that their number and the last change of the spec say which they are. */
    private record Key(String study, String uid, String what, long ended, int spec) {}

    /** Computes the body of an answer. */
    private interface Analysis {
        ObjectNode of(AnalysedStudy study, ForestOf forest);
    }

    /** The forest of the study, learnt when first asked for. */
    interface ForestOf {
        ResponseForest get();
    }

    AnalysisRoutes(StudyQueries queries, Pools pools) {
        this.queries = queries;
        this.pools = pools;
    }

    List<Route> routes() {
        return List.of(
                kind("history", Set.of(), call -> (study, forest) -> Analyses.history(study)),
                kind("durations", Set.of(), call -> (study, forest) -> Analyses.durations(study)),
                kind("failures", Set.of(), call -> (study, forest) -> Analyses.failures(study)),
                kind("edf", Set.of(), call -> (study, forest) -> Analyses.edf(study, STEPS)),
                kind("rank", Set.of(), call -> (study, forest) -> RunAnalyses.rank(study)),
                kind("rungs", Set.of(), call -> {
                    String name = call.study();
                    return (study, forest) -> rungs(name, study.spec());
                }),
                Route.of(GET, BASE + "timeline", Access.READ, Set.of("limit"), Route.Body.NONE, this::timeline),
                kind("pareto", Set.of(), call -> (study, forest) -> Analyses.pareto(study)),
                kind("hypervolume", Set.of(), call -> (study, forest) -> Analyses.hypervolume(study, STEPS)),
                kind("terminator", Set.of("horizon"), call -> {
                    int horizon = (int) call.queryWhole("horizon", 1, 100_000, 0);
                    return (study, forest) -> Analyses.terminator(study, horizon);
                }),
                kind("importance", Set.of(), call -> (study, forest) -> Analyses.importance(forest.get())),
                kind("slice", Set.of("params"), call -> {
                    String named = call.query("params");
                    return (study, forest) -> Analyses.slices(forest.get(), named);
                }),
                kind("contour", Set.of("x", "y"), call -> {
                    String x = call.query("x");
                    String y = call.query("y");
                    return (study, forest) -> Analyses.contour(forest.get(), x, y);
                }),
                Route.of(GET, "/api/v1/analysis/edf", Access.READ, Set.of("studies"), Route.Body.NONE, this::compared));
    }

    private interface Reading {
        Analysis of(Call call);
    }

    private Route kind(String name, Set<String> query, Reading reading) {
        return Route.of(GET, BASE + name, Access.READ, query, Route.Body.NONE, call -> {
            Analysis analysis = reading.of(call);
            StringBuilder what = new StringBuilder(name);
            query.stream().sorted().forEach(q -> what.append('|').append(call.query(q)));
            return pools.read(() -> looked(call.study(), what.toString()))
                    .thenCompose(looked -> body(looked, analysis))
                    .thenApply(body -> new Reply.Whole(200, Reply.JSON, body, Map.of("Cache-Control", "no-cache")));
        });
    }

    private record Looked(Key key, StudySpec spec, TrialTable table) {}

    private Looked looked(String study, String what) {
        TrialTable table = Outcomes.found(queries.table(study), study);
        StudySpec spec = Outcomes.found(queries.spec(study), study);
        String uid = Outcomes.found(queries.study(study, false), study).uid();
        long ended = table.rows().stream().filter(row -> row.state().ended()).count();
        return new Looked(new Key(study, uid, what, ended, spec.hashCode()), spec, table);
    }

    private CompletionStage<byte[]> body(Looked looked, Analysis analysis) {
        CompletableFuture<byte[]> mine;
        synchronized (kept) {
            CompletableFuture<byte[]> known = kept.get(looked.key());
            if (known != null) {
                return known.copy();
            }
            mine = pools.compute(() -> Json.bytes(computed(looked, analysis)));
            kept.put(looked.key(), mine);
        }
        mine.whenComplete((body, failure) -> {
            if (failure != null) {
                synchronized (kept) {
                    kept.remove(looked.key(), mine);
                }
            }
        });
        return mine.copy();
    }

    private ObjectNode computed(Looked looked, Analysis analysis) {
        AnalysedStudy study = AnalysedStudy.of(looked.spec(), looked.table());
        ObjectNode body = Json.object();
        body.put("cursor", looked.table().cursor().toString());
        body.put("trials", study.records().size());
        body.setAll(analysis.of(study, () -> forest(looked.key(), study)));
        return body;
    }

    /** Only ever called by the one thread that computes. */
    private ResponseForest forest(Key key, AnalysedStudy study) {
        Key of = new Key(key.study(), key.uid(), "forest", key.ended(), key.spec());
        return forests.computeIfAbsent(
                        of,
                        k -> ResponseForest.fit(
                                study.space(),
                                study.records(),
                                0,
                                study.goal(),
                                study.spec().strategy().seed().orElse(0)))
                .orElseThrow(() -> new RequestProblem(
                        ProblemCode.NOT_APPLICABLE,
                        "too little is known: at least four trials with different results are needed"));
    }

    private ObjectNode rungs(String name, StudySpec spec) {
        Rungs ladder = RunAnalyses.ladder(spec)
                .orElseThrow(() -> new RequestProblem(
                        ProblemCode.NOT_APPLICABLE,
                        "this study has no rungs (they belong to earlyStopping: asha and hyperband)"));
        Map<Integer, SeriesView> curves =
                Outcomes.found(queries.curves(name, spec.objective().metric()), name);
        Map<Integer, TrialRow> rows = new HashMap<>();
        Outcomes.found(queries.table(name), name).rows().forEach(row -> rows.put(row.number(), row));
        return RunAnalyses.rungs(spec, ladder, curves, rows);
    }

    private CompletionStage<Reply> timeline(Call call) {
        int limit = (int) call.queryWhole("limit", 1, MAX_ATTEMPTS, 2_000);
        return pools.read(() -> Reply.json(
                RunAnalyses.timeline(Outcomes.found(queries.attempts(call.study(), limit), call.study()), limit)));
    }

    private CompletionStage<Reply> compared(Call call) {
        String text = Optional.ofNullable(call.query("studies")).orElse("");
        Set<String> names = new LinkedHashSet<>();
        for (String name : text.split(",", MAX_STUDIES + 1)) {
            if (!name.strip().matches(Route.STUDY_ID)) {
                throw Call.badQuery("studies", text, "1 to " + MAX_STUDIES + " names of studies");
            }
            names.add(name.strip());
        }
        if (names.size() > MAX_STUDIES) {
            throw Call.badQuery("studies", text, "at most " + MAX_STUDIES + " studies");
        }
        return pools.compute(() -> {
            ArrayNode studies = Json.object().arrayNode();
            for (String name : names) {
                Looked looked = looked(name, "edf");
                AnalysedStudy study = AnalysedStudy.of(looked.spec(), looked.table());
                ObjectNode one = studies.addObject().put("studyId", name);
                one.put("metric", looked.table().objective());
                Analyses.steps(one, Distribution.of(study.values(), STEPS));
            }
            ObjectNode body = Json.object();
            body.set("studies", studies);
            return Reply.json(body);
        });
    }
}
