package org.attune.tuner.store;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.view.AttemptRow;
import org.attune.tuner.store.view.ChangesView;
import org.attune.tuner.store.view.EventPage;
import org.attune.tuner.store.view.EventView;
import org.attune.tuner.store.view.NodeTimeRow;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.StudyPage;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.store.view.SummaryView;
import org.attune.tuner.store.view.Totals;
import org.attune.tuner.store.view.TrialPage;
import org.attune.tuner.store.view.TrialTable;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** The queries over SQL. Each is one short transaction that sees one state of the store. */
final class SqlStudyQueries implements StudyQueries {

    private final Jdbi jdbi;
    private final Runnable onClose;
    private final TrialTables tables = new TrialTables();

    SqlStudyQueries(Jdbi jdbi, Runnable onClose) {
        this.jdbi = jdbi;
        this.onClose = onClose;
    }

    /** Over one connection, which {@code onClose} closes. */
    static SqlStudyQueries over(Connection connection, Runnable onClose) {
        return new SqlStudyQueries(Jdbi.create(connection), onClose);
    }

    @Override
    public StudyPage studies(Set<StudyState> states, int pageSize, @Nullable String pageToken) {
        Set<StudyState> wanted = states.isEmpty() ? Set.of(StudyState.values()) : states;
        String list = "studies " + new TreeSet<>(wanted);
        Optional<PageToken> after = PageToken.read(pageToken, list);
        int size = size(pageSize);
        return read(handle -> {
            StudyViews views = new StudyViews(handle);
            List<StudyViews.Row> rows = views.rows(wanted, after, size + 1);
            List<StudyViews.Row> shown = rows.subList(0, Math.min(size, rows.size()));
            String next = rows.size() <= size
                    ? null
                    : new PageToken(
                                    shown.get(size - 1).createdMillis(),
                                    shown.get(size - 1).uid())
                            .write(list);
            return new StudyPage(views.views(shown, false), next, views.count(wanted));
        });
    }

    @Override
    public Optional<StudyView> study(String name, boolean full) {
        return read(handle -> {
            StudyViews views = new StudyViews(handle);
            return views.named(name).map(row -> views.views(List.of(row), full).get(0));
        });
    }

    @Override
    public Optional<String> submittedText(String name) {
        return read(handle ->
                handle.createQuery("""
                        SELECT t.submitted FROM study s JOIN study_spec t ON t.study = s.uid WHERE s.name = :name
                        """).bind("name", name).mapTo(String.class).findOne());
    }

    @Override
    public Optional<StudySpec> spec(String name) {
        return read(handle -> handle.createQuery(
                        "SELECT t.spec FROM study s JOIN study_spec t ON t.study = s.uid WHERE s.name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .map(RowJson::spec));
    }

    @Override
    public Optional<String> filesDigest(String name) {
        return read(handle -> handle.createQuery("SELECT COALESCE(files_digest, '') FROM study WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne());
    }

    @Override
    public Optional<TrialPage> trials(
            String name, Set<TrialState> states, TrialOrder order, int pageSize, @Nullable String pageToken) {
        String list = "trials " + name + " " + order + " " + new TreeSet<>(states);
        Optional<PageToken> after = PageToken.read(pageToken, list);
        int size = size(pageSize);
        return inStudy(name, (handle, uid) -> {
            TrialViews views = new TrialViews(handle, name, uid);
            List<TrialViews.Row> rows = views.page(states, order, after, size + 1);
            List<TrialViews.Row> shown = rows.subList(0, Math.min(size, rows.size()));
            String next =
                    rows.size() <= size ? null : shown.get(size - 1).token().write(list);
            return new TrialPage(views.views(shown), next, views.count(states));
        });
    }

    @Override
    public Optional<TrialTable> table(String name) {
        return inStudy(name, (handle, uid) -> tables.of(handle, name, uid));
    }

    @Override
    public Optional<List<TrialView>> trials(String name, List<Integer> numbers) {
        List<Integer> page = numbers.subList(0, Math.min(numbers.size(), MAX_PAGE));
        return inStudy(name, (handle, uid) -> {
            TrialViews views = new TrialViews(handle, name, uid);
            return views.views(views.numbered(page));
        });
    }

    @Override
    public Optional<TrialView> trial(String name, int number) {
        return read(handle -> TrialViews.one(handle, name, number));
    }

    @Override
    public Optional<List<TrialView>> best(String name, int count) {
        return inStudy(name, (handle, uid) -> {
            TrialViews views = new TrialViews(handle, name, uid);
            List<ObjectiveSpec> objectives = views.objectives();
            return views.views(objectives.size() == 1 ? views.best(size(count)) : views.front(objectives, size(count)));
        });
    }

    @Override
    public Optional<List<SeriesView>> series(String name, int trial, Set<String> metrics) {
        return inStudy(name, (handle, uid) -> {
                    boolean known = handle.createQuery("SELECT 1 FROM trial WHERE study = :uid AND number = :trial")
                            .bind("uid", uid)
                            .bind("trial", trial)
                            .mapTo(Integer.class)
                            .findOne()
                            .isPresent();
                    return known
                            ? Optional.of(new Series(metrics).read(handle, uid, trial))
                            : Optional.<List<SeriesView>>empty();
                })
                .flatMap(Function.identity());
    }

    @Override
    public Optional<List<AttemptRow>> attempts(String name, int most) {
        return inStudy(name, (handle, uid) -> Series.attempts(handle, uid, most));
    }

    @Override
    public Optional<Map<Integer, SeriesView>> curves(String name, String metric) {
        return inStudy(name, (handle, uid) -> Series.curves(handle, uid, metric));
    }

    @Override
    public void nodeTime(long fromMillis, long toMillis, long nowMillis, Consumer<NodeTimeRow> taker) {
        read(handle -> {
            NodeTime.read(handle, fromMillis, toMillis, nowMillis, taker);
            return true;
        });
    }

    @Override
    public Optional<EventPage> events(String name, @Nullable Integer trial, int pageSize, @Nullable String pageToken) {
        String list = "events " + name + " " + trial;
        long after = PageToken.read(pageToken, list).map(PageToken::key).orElse(0L);
        int size = size(pageSize);
        return inStudy(name, (handle, uid) -> {
            Query query = handle.createQuery(trial == null ? """
                            SELECT id, trial, kind, text, at_ms FROM event
                            WHERE study = :uid AND id > :after
                            ORDER BY id FETCH FIRST :limit ROWS ONLY
                            """ : """
                            SELECT id, trial, kind, text, at_ms FROM event
                            WHERE study = :uid AND trial = :trial AND id > :after
                            ORDER BY id FETCH FIRST :limit ROWS ONLY
                            """);
            if (trial != null) {
                query.bind("trial", trial);
            }
            List<Long> ids = new ArrayList<>();
            List<EventView> events = query.bind("uid", uid)
                    .bind("after", after)
                    .bind("limit", size + 1)
                    .map((row, context) -> {
                        ids.add(row.getLong("id"));
                        int number = row.getInt("trial");
                        return new EventView(
                                number == 0 ? null : number,
                                row.getString("kind"),
                                row.getString("text"),
                                TrialViews.time(row.getLong("at_ms")));
                    })
                    .list();
            return events.size() <= size
                    ? new EventPage(events, null)
                    : new EventPage(
                            List.copyOf(events.subList(0, size)), new PageToken(ids.get(size - 1), "").write(list));
        });
    }

    @Override
    public Optional<SummaryView> summary(String name) {
        return read(handle -> {
            StudyViews views = new StudyViews(handle);
            return views.named(name).map(row -> {
                StudyView study = views.views(List.of(row), false).get(0);
                Map<FailureKind, Integer> failures = new EnumMap<>(FailureKind.class);
                handle.createQuery("""
                                SELECT failure, COUNT(*) AS n FROM trial
                                WHERE study = :uid AND state = 'FAILED' GROUP BY failure
                                """)
                        .bind("uid", row.uid())
                        .map((r, context) -> failures.put(FailureKind.valueOf(r.getString("failure")), r.getInt("n")))
                        .list();
                double seconds = handle.createQuery("""
                                SELECT COALESCE(SUM(ended_ms - started_ms), 0) FROM trial
                                WHERE study = :uid AND end_seq IS NOT NULL AND started_ms > 0
                                """)
                                .bind("uid", row.uid())
                                .mapTo(Long.class)
                                .one()
                        / 1000.0;
                return new SummaryView(
                        name,
                        study.state(),
                        study.reason(),
                        study.trials(),
                        study.maxTrials(),
                        study.best(),
                        failures,
                        seconds,
                        study.createTime(),
                        study.endTime(),
                        study.etag());
            });
        });
    }

    @Override
    public ChangesView changesSince(long seq) {
        record Changed(ChangesView.ChangedTrial trial, long seq) {}
        return read(handle -> {
            Cursor now = cursor(handle);
            // WITH TIES: a commit is told whole or not at all, so that the cursor can be a commit's number
            List<Changed> changed = handle.createQuery("""
                            SELECT s.name, t.number, t.seq FROM trial t JOIN study s ON s.uid = t.study
                            WHERE t.seq > :seq ORDER BY t.seq FETCH FIRST :limit ROWS WITH TIES
                            """)
                    .bind("seq", seq)
                    .bind("limit", MAX_PAGE)
                    .map((row, context) -> new Changed(
                            new ChangesView.ChangedTrial(row.getString("name"), row.getInt("number")),
                            row.getLong("seq")))
                    .list();
            boolean more = changed.size() >= MAX_PAGE;
            long upTo = more ? changed.get(changed.size() - 1).seq() : Math.max(now.seq(), seq);
            Set<String> studies =
                    new LinkedHashSet<>(handle.createQuery("SELECT name FROM study WHERE seq > :seq ORDER BY seq, name")
                            .bind("seq", seq)
                            .mapTo(String.class)
                            .list());
            return new ChangesView(
                    List.copyOf(studies),
                    changed.stream().map(Changed::trial).collect(Collectors.toUnmodifiableList()),
                    new Cursor(now.generation(), upTo).toString(),
                    more);
        });
    }

    @Override
    public Totals totals() {
        return read(handle -> new Totals(
                cursor(handle).seq(),
                counts(handle, "SELECT state, COUNT(*) AS n FROM study GROUP BY state"),
                counts(handle, "SELECT state, COUNT(*) AS n FROM trial GROUP BY state")));
    }

    private static Map<String, Long> counts(Handle handle, String sql) {
        Map<String, Long> counts = new HashMap<>();
        handle.createQuery(sql)
                .map((row, context) -> counts.put(row.getString("state"), row.getLong("n")))
                .list();
        return counts;
    }

    @Override
    public Cursor cursor() {
        return read(SqlStudyQueries::cursor);
    }

    static Cursor cursor(Handle handle) {
        return handle.createQuery("SELECT generation, seq FROM control WHERE name = 'control'")
                .map((row, context) -> new Cursor(row.getString("generation"), row.getLong("seq")))
                .one();
    }

    @Override
    public void close() {
        onClose.run();
    }

    /** What is read of one study within one transaction. */
    @FunctionalInterface
    private interface InStudy<T> {
        T read(Handle handle, String uid);
    }

    private <T> Optional<T> inStudy(String name, InStudy<T> query) {
        return read(handle -> handle.createQuery("SELECT uid FROM study WHERE name = :name")
                .bind("name", name)
                .mapTo(String.class)
                .findOne()
                .map(uid -> query.read(handle, uid)));
    }

    private <T> T read(Function<Handle, T> query) {
        try {
            return jdbi.<T, RuntimeException>inTransaction(query::apply);
        } catch (JdbiException e) {
            throw new StoreBusy("the store cannot be read just now: " + e.getMessage());
        }
    }

    private static int size(int asked) {
        return Math.max(1, Math.min(asked, MAX_PAGE));
    }
}
