package org.attune.tuner.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.attune.search.strategy.Goal;
import org.attune.tuner.spec.ObjectiveSpec;
import org.attune.tuner.spec.ParameterSpec;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Tables of trials in memory. Each is brought up to the newest commit when it is asked for, from the rows that changed
 * since, so that a look at a large study costs what is new in it. At most {@value #MAX_ROWS} trials are kept in all;
 * what was not used for longest goes first. Safe for any thread.
 */
final class TrialTables {

    static final int MAX_ROWS = 300_000;

    private final Map<String, Entry> kept = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Entry {
        @Nullable
        TrialTable table;
    }

    /** The table of a study as its reader's transaction sees it, or a newer one. */
    TrialTable of(Handle handle, String name, String uid) {
        Entry entry;
        synchronized (kept) {
            entry = kept.computeIfAbsent(uid, u -> new Entry());
        }
        TrialTable table;
        synchronized (entry) {
            table = refreshed(handle, name, uid, entry.table);
            entry.table = table;
        }
        trim();
        return table;
    }

    private void trim() {
        synchronized (kept) {
            long rows = 0;
            for (Entry each : kept.values()) {
                rows += size(each);
            }
            while (rows > MAX_ROWS && kept.size() > 1) {
                Map.Entry<String, Entry> eldest = kept.entrySet().iterator().next();
                rows -= size(eldest.getValue());
                kept.remove(eldest.getKey());
            }
        }
    }

    private static int size(Entry entry) {
        TrialTable table = entry.table; // a torn look would only count late
        return table == null ? 0 : table.rows().size();
    }

    private static TrialTable refreshed(Handle handle, String name, String uid, @Nullable TrialTable known) {
        Cursor now = SqlStudyQueries.cursor(handle);
        boolean usable = known != null && known.cursor().generation().equals(now.generation());
        if (known != null && usable && known.cursor().seq() >= now.seq()) {
            return known;
        }
        TrialTable before = known != null && usable ? known : empty(handle, name, uid, now);
        List<TrialRow> changed =
                new TrialViews(handle, name, uid).changedSince(before.cursor().seq(), before.objective());
        return new TrialTable(
                name, before.objective(), before.minimise(), before.parameters(), now, merged(before.rows(), changed));
    }

    private static List<TrialRow> merged(List<TrialRow> rows, List<TrialRow> changed) {
        if (changed.isEmpty()) {
            return rows;
        }
        if (rows.isEmpty()) {
            return changed;
        }
        List<TrialRow> all = new ArrayList<>(rows);
        TreeMap<Integer, TrialRow> fresh = new TreeMap<>();
        int last = rows.get(rows.size() - 1).number();
        for (TrialRow row : changed) {
            if (row.number() > last) {
                fresh.put(row.number(), row);
            } else {
                int at = Collections.binarySearch(all, row, (a, b) -> Integer.compare(a.number(), b.number()));
                if (at >= 0) {
                    all.set(at, row);
                } else {
                    all.add(-at - 1, row);
                }
            }
        }
        all.addAll(fresh.values());
        return all;
    }

    private static TrialTable empty(Handle handle, String name, String uid, Cursor now) {
        StudySpec spec = handle.createQuery("SELECT spec FROM study_spec WHERE study = :uid")
                .bind("uid", uid)
                .map((row, context) -> spec(row))
                .one();
        ObjectiveSpec objective = spec.objective();
        return new TrialTable(
                name,
                objective.metric(),
                objective.goal() == Goal.MINIMIZE,
                spec.parameters().stream().map(ParameterSpec::name).toList(),
                new Cursor(now.generation(), 0),
                List.of());
    }

    private static StudySpec spec(ResultSet row) throws SQLException {
        return RowJson.spec(row.getString(1));
    }
}
