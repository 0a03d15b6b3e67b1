package org.attune.runner.metrics;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.attune.runner.worker.MetricPoint;
import org.attune.runner.worker.MetricSelection;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the names that readers find are wanted, gives each point its step, and counts everything for the
 * parse report. All its sets are bounded. Not safe for several threads.
 */
public final class PointCollector {

    /** The most distinct names that globs may collect. */
    public static final int MAX_NAMES = 200;

    private static final int MAX_SEEN = 50;
    private static final int MAX_NAME = 128;
    private static final int MAX_KINDS = 50;

    /** The last point of a metric. */
    public record LastPoint(long step, double value) {}

    /**
     * What the next agent needs to continue.
     *
     * @param last the last point of each metric
     * @param found the names that globs have collected
     * @param report what was counted
     */
    public record State(Map<String, LastPoint> last, List<String> found, ParseReport report) {}

    private final Set<String> exact = new HashSet<>();
    private final List<Pattern> globs = new ArrayList<>();
    private final Set<String> found = new LinkedHashSet<>();
    private final InstantSource clock;
    private final Map<String, LastPoint> last = new HashMap<>();
    private final Map<String, Long> counted = new TreeMap<>();
    private final Map<String, Long> ignored = new LinkedHashMap<>();
    private final Map<String, Long> warnings = new LinkedHashMap<>();
    private final Set<String> seen = new LinkedHashSet<>();
    private @Nullable Double progress;
    private List<MetricPoint> points = new ArrayList<>();

    /** A collector for what a spec selects. */
    public PointCollector(MetricSelection selection, InstantSource clock) {
        this.clock = clock;
        for (String name : selection.collect()) {
            if (name.indexOf('*') < 0) {
                exact.add(name);
            } else {
                globs.add(glob(name));
            }
        }
    }

    InstantSource clock() {
        return clock;
    }

    /** Whether a metric of this name is wanted. */
    public boolean wants(String name) {
        if (knows(name)) {
            return true;
        }
        if (name.length() > MAX_NAME
                || globs.stream().noneMatch(g -> g.matcher(name).matches())) {
            return false;
        }
        if (Reading.isReserved(name)) {
            return false;
        }
        return want(name);
    }

    /** Whether a name was declared, or has been collected before. */
    boolean knows(String name) {
        return exact.contains(name) || found.contains(name);
    }

    /** Wants a name from now on, such as one that a user's pattern has found; false when there are too many. */
    boolean want(String name) {
        if (knows(name)) {
            return true;
        }
        if (found.size() >= MAX_NAMES || name.length() > MAX_NAME) {
            warn("more than " + MAX_NAMES + " names match; further ones are not collected");
            return false;
        }
        return found.add(name);
    }

    /** Takes the wanted names of a reading; false when there is none. */
    boolean offer(String source, Reading reading) {
        boolean any = false;
        for (Reading.Pair pair : reading.pairs()) {
            if (wants(pair.name())) {
                any = true;
                add(source, pair.name(), reading.step(), pair.value(), reading.time());
            } else if (!Reading.isReserved(pair.name())
                    && seen.size() < MAX_SEEN
                    && pair.name().length() <= MAX_NAME) {
                seen.add(pair.name());
            }
        }
        if (any && reading.progress().isPresent()) {
            progress = reading.progress().getAsDouble();
        }
        return any;
    }

    /** Takes one value; without a step it gets the one after the last of its metric, the first one 0. */
    void add(String source, String name, OptionalLong step, double value, OptionalLong time) {
        LastPoint before = last.get(name);
        long at = step.orElse(before == null ? 0 : before.step() + 1);
        if (before != null && step.isPresent()) {
            if (at < before.step()) {
                warn("a step that goes backwards");
            } else if (at == before.step() && Double.compare(value, before.value()) != 0) {
                warn("another value for the same step, which wins");
            }
        }
        last.put(name, new LastPoint(at, value));
        counted.merge(source, 1L, Long::sum);
        points.add(new MetricPoint(name, at, value, time.orElseGet(clock::millis)));
    }

    /** Counts a line or value that could have been a metric. */
    void ignore(String reason) {
        count(ignored, reason);
    }

    /** Counts something that the user should know. */
    void warn(String what) {
        count(warnings, what);
    }

    private static void count(Map<String, Long> counts, String what) {
        if (counts.size() < MAX_KINDS || counts.containsKey(what)) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    /** Hands over what was collected since the last call. */
    public List<MetricPoint> take() {
        List<MetricPoint> taken = points;
        points = new ArrayList<>();
        return taken;
    }

    /** What was found and what was not, so far. */
    public ParseReport report() {
        return new ParseReport(counted, ignored, List.copyOf(seen), warnings, progress);
    }

    /** What the next agent needs to continue. */
    public State state() {
        return new State(new TreeMap<>(last), List.copyOf(found), report());
    }

    /** Continues where another collector was; to be called before anything is read. */
    public void restore(State state) {
        last.putAll(state.last());
        found.addAll(state.found());
        counted.putAll(state.report().points());
        ignored.putAll(state.report().ignored());
        warnings.putAll(state.report().warnings());
        seen.addAll(state.report().alsoPrinted());
        progress = state.report().progress();
    }

    private static Pattern glob(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                boolean two = i + 1 < text.length() && text.charAt(i + 1) == '*';
                out.append(two ? ".*" : "[^/]*");
                i += two ? 1 : 0;
            } else {
                out.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(out.toString());
    }
}
