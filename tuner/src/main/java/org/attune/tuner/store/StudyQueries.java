package org.attune.tuner.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.config.DataDirectoryBusy;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.filter.OrderBy;
import org.attune.tuner.store.view.AttemptRow;
import org.attune.tuner.store.view.ChangesView;
import org.attune.tuner.store.view.EventPage;
import org.attune.tuner.store.view.NodeTimeRow;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.StudyPage;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.store.view.SummaryView;
import org.attune.tuner.store.view.Totals;
import org.attune.tuner.store.view.TrialChoice;
import org.attune.tuner.store.view.TrialPage;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * What people and programs read. Every call is a short read of its own and safe for any thread. A reader may see a
 * commit a moment before it is durable, so nothing may be promised on the ground of a query. Studies are named by
 * their name for people; a study or trial that does not exist is an empty answer. Calls fail with {@link StoreBusy}
 * while the store reopens, and with {@link BadPageToken} for a token of another list.
 */
public interface StudyQueries extends AutoCloseable {

    /** The largest page; larger requests are cut down to it. */
    int MAX_PAGE = 1_000;

    /** The order of a list of trials. */
    enum TrialOrder {
        /** By number, first to last. */
        NUMBER,
        /** By number, last to first. */
        NUMBER_DESCENDING,
        /** Best first objective first; trials without a result last. */
        OBJECTIVE
    }

    /**
     * Opens the store of a data directory for one reading command, when no server runs. It takes the directory's
     * lock, so nobody else starts meanwhile; the database may finish its own recovery after a kill, no row is changed.
     *
     * @param patience how long to wait for another short holder
     * @return empty when nothing was ever stored there
     * @throws DataDirectoryBusy when another process holds the directory
     */
    static Optional<StudyQueries> openReadOnly(DataDirectory directory, Duration patience) {
        return ReadOnlyStore.open(directory, patience);
    }

    /** Studies, newest first, all states when none is named. Up to {@value #MAX_PAGE} a page. */
    StudyPage studies(Set<StudyState> states, int pageSize, @Nullable String pageToken);

    /** The chosen studies; all are looked at for it, {@value #MAX_PAGE} at a time. */
    default StudyPage studies(
            Set<StudyState> states,
            Filter<StudyView> filter,
            OrderBy<StudyView> order,
            int pageSize,
            @Nullable String pageToken) {
        String list = "studies " + new TreeSet<>(states) + " " + order.text() + " " + filter.text();
        int from = PageToken.read(pageToken, list)
                .map(token -> (int) Math.max(0, Math.min(token.key(), Integer.MAX_VALUE)))
                .orElse(0);
        List<StudyView> chosen = new ArrayList<>();
        String next = null;
        do {
            StudyPage page = studies(states, MAX_PAGE, next);
            page.studies().stream().filter(filter::fits).forEach(chosen::add);
            next = page.nextPageToken();
        } while (next != null);
        chosen.sort(order.comparator());
        int start = Math.min(from, chosen.size());
        int end = Math.min(chosen.size(), start + Math.max(1, Math.min(pageSize, MAX_PAGE)));
        return new StudyPage(
                List.copyOf(chosen.subList(start, end)),
                end == chosen.size() ? null : new PageToken(end, "").write(list),
                chosen.size());
    }

    /** One study. @param full with its normalised spec */
    Optional<StudyView> study(String name, boolean full);

    /** The text that was submitted, comments and all. */
    Optional<String> submittedText(String name);

    /** The spec as it is now. */
    Optional<StudySpec> spec(String name);

    /** The digest of the study's packed files; an empty text for none. */
    Optional<String> filesDigest(String name);

    /** Trials of a study, all states when none is named. */
    Optional<TrialPage> trials(
            String name, Set<TrialState> states, TrialOrder order, int pageSize, @Nullable String pageToken);

    /** All trials of a study as rows of a table; kept in memory and brought up to date with what changed. */
    Optional<TrialTable> table(String name);

    /** These trials with their attempts, in this order; those that do not exist are left out. At most a page. */
    Optional<List<TrialView>> trials(String name, List<Integer> numbers);

    /** The chosen trials. A page goes on behind the last trial of the one before, wherever that stands now. */
    default Optional<TrialPage> trials(String name, TrialChoice choice, int pageSize, @Nullable String pageToken) {
        String list = "chosen " + name + " " + choice.order().text() + " "
                + choice.filter().text();
        Optional<PageToken> after = PageToken.read(pageToken, list);
        return table(name).flatMap(table -> {
            List<TrialRow> rows = choice.of(table);
            int from = after.map(token -> token.place(rows)).orElse(0);
            int to = Math.min(rows.size(), from + Math.max(1, Math.min(pageSize, MAX_PAGE)));
            List<Integer> numbers =
                    rows.subList(from, to).stream().map(TrialRow::number).toList();
            String next = to == rows.size()
                    ? null
                    : new PageToken(to, Integer.toString(numbers.get(numbers.size() - 1))).write(list);
            return trials(name, numbers).map(views -> new TrialPage(views, next, rows.size()));
        });
    }

    /** One trial with its attempts. */
    Optional<TrialView> trial(String name, int number);

    /**
     * The best trials that ended well, best first; NaN is worst, the lower number wins a tie. With several objectives
     * those of the Pareto front, by the first objective.
     */
    Optional<List<TrialView>> best(String name, int count);

    /**
     * The values of a trial by metric and step. Of several values for one step that of the latest attempt counts,
     * within an attempt the last one. All metrics, in the order of their first value, when none is named.
     */
    Optional<List<SeriesView>> series(String name, int trial, Set<String> metrics);

    /** The attempts of a study that began last, at most so many, oldest first. */
    Optional<List<AttemptRow>> attempts(String name, int most);

    /** The values of one metric of all trials by number, as {@link #series} has them; trials without one are left out. */
    Optional<Map<Integer, SeriesView>> curves(String name, String metric);

    /**
     * Gives what attempts took of nodes in a span of time, those of removed studies too.
     *
     * @param nowMillis until when those have taken that still run
     */
    void nodeTime(long fromMillis, long toMillis, long nowMillis, Consumer<NodeTimeRow> taker);

    /** The log for people, oldest first. @param trial null for the whole study */
    Optional<EventPage> events(String name, @Nullable Integer trial, int pageSize, @Nullable String pageToken);

    /** How a study stands. */
    Optional<SummaryView> summary(String name);

    /** What changed after this commit, at most {@value #MAX_PAGE} trials a call. Deleted studies are not told of. */
    ChangesView changesSince(long seq);

    /** Everything in numbers. O(trials of the store). */
    Totals totals();

    /** The newest commit. */
    Cursor cursor();

    @Override
    void close();
}
