package org.attune.tuner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.view.BestView;
import org.attune.tuner.store.view.Counts;
import org.attune.tuner.store.view.ObjectiveView;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.store.view.ViewJson;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Studies as they are shown, read within one transaction. */
final class StudyViews {

    private static final String COLUMNS =
            "SELECT s.uid, s.name, s.state, s.reason, s.created_ms, s.ended_ms, s.owner, s.seq, t.spec"
                    + " FROM study s JOIN study_spec t ON t.study = s.uid ";

    /** A row of a study with its spec. */
    record Row(
            String uid,
            String name,
            StudyState state,
            String reason,
            long createdMillis,
            long endedMillis,
            String owner,
            long seq,
            String spec) {}

    private final Handle handle;

    StudyViews(Handle handle) {
        this.handle = handle;
    }

    Optional<Row> named(String name) {
        return handle.createQuery(COLUMNS + "WHERE s.name = :name")
                .bind("name", name)
                .map((row, context) -> row(row))
                .findOne();
    }

    /** Newest first. */
    List<Row> rows(Set<StudyState> states, Optional<PageToken> after, int limit) {
        String place =
                after.isEmpty() ? "" : " AND (s.created_ms < :created OR (s.created_ms = :created AND s.uid < :uid))";
        Query query = handle.createQuery(COLUMNS + "WHERE s.state IN (<states>)" + place
                        + " ORDER BY s.created_ms DESC, s.uid DESC FETCH FIRST :limit ROWS ONLY")
                .bindList("states", names(states))
                .bind("limit", limit);
        after.ifPresent(token -> query.bind("created", token.key()).bind("uid", token.last()));
        return query.map((row, context) -> row(row)).list();
    }

    long count(Set<StudyState> states) {
        return handle.createQuery("SELECT COUNT(*) FROM study WHERE state IN (<states>)")
                .bindList("states", names(states))
                .mapTo(Long.class)
                .one();
    }

    List<StudyView> views(List<Row> rows, boolean full) {
        if (rows.isEmpty()) {
            return List.of();
        }
        String generation = SqlStudyQueries.cursor(handle).generation();
        Map<String, Map<TrialState, Integer>> counts =
                counts(rows.stream().map(Row::uid).toList());
        List<StudyView> views = new ArrayList<>(rows.size());
        for (Row row : rows) {
            StudySpec spec = RowJson.spec(row.spec());
            views.add(new StudyView(
                    "studies/" + row.name(),
                    row.name(),
                    row.uid(),
                    row.state(),
                    row.reason(),
                    spec.description(),
                    spec.labels(),
                    spec.objectives().stream().map(StudyViews::objective).toList(),
                    Counts.of(counts.getOrDefault(row.uid(), Map.of())),
                    orNull(spec.maxTrials()),
                    orNull(spec.parallelism()),
                    best(row, spec),
                    TrialViews.time(row.createdMillis()),
                    TrialViews.timeOrNull(row.endedMillis()),
                    row.owner(),
                    new Cursor(generation, row.seq()).toString(),
                    full ? tree(row.spec()) : null));
        }
        return Collections.unmodifiableList(views);
    }

    /** With several objectives the one of the front that is best by the first. */
    private @Nullable BestView best(Row study, StudySpec spec) {
        TrialViews trials = new TrialViews(handle, study.name(), study.uid());
        boolean one = spec.objectives().size() == 1;
        return (one ? trials.best(1) : trials.front(spec.objectives(), 1))
                .stream()
                        .findFirst()
                        .map(t -> new BestView(
                                t.trial().number(),
                                t.trial().result().metrics(),
                                t.trial().result().step(),
                                t.trial().parameters()))
                        .orElse(null);
    }

    private Map<String, Map<TrialState, Integer>> counts(List<String> uids) {
        Map<String, Map<TrialState, Integer>> all = new HashMap<>();
        handle.createQuery(
                        "SELECT study, state, COUNT(*) AS n FROM trial WHERE study IN (<uids>) GROUP BY study, state")
                .bindList("uids", uids)
                .map((row, context) -> all.computeIfAbsent(row.getString("study"), s -> new EnumMap<>(TrialState.class))
                        .put(TrialState.valueOf(row.getString("state")), row.getInt("n")))
                .list();
        handle.createQuery("""
                        SELECT a.study, a.state, COUNT(*) AS n
                        FROM attempt a JOIN trial t ON t.study = a.study AND t.number = a.trial
                        WHERE a.live AND a.study IN (<uids>) AND a.state IN ('PREPARING', 'CLAIMED')
                          AND t.state = 'QUEUED'
                        GROUP BY a.study, a.state
                        """)
                .bindList("uids", uids)
                .map((row, context) -> {
                    int n = row.getInt("n");
                    Map<TrialState, Integer> of =
                            all.computeIfAbsent(row.getString("study"), s -> new EnumMap<>(TrialState.class));
                    of.put(row.getString("state").equals("CLAIMED") ? TrialState.STARTING : TrialState.PLACING, n);
                    of.merge(TrialState.QUEUED, -n, Integer::sum);
                    return n;
                })
                .list();
        return all;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("uid"),
                row.getString("name"),
                StudyState.valueOf(row.getString("state")),
                row.getString("reason"),
                row.getLong("created_ms"),
                row.getLong("ended_ms"),
                row.getString("owner"),
                row.getLong("seq"),
                row.getString("spec"));
    }

    private static ObjectiveView objective(ObjectiveSpec objective) {
        return new ObjectiveView(
                objective.metric(),
                objective.goal().name(),
                objective.target().isPresent() ? objective.target().getAsDouble() : null);
    }

    private static JsonNode tree(String json) {
        try {
            return ViewJson.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the store holds a spec that cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private static @Nullable Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static <E extends Enum<E>> List<String> names(Set<E> states) {
        return states.stream().map(Enum::name).sorted().toList();
    }
}
