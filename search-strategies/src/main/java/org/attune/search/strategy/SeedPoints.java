package org.attune.search.strategy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.attune.search.basic.PointSource;
import org.attune.search.basic.RandomPoints;
import org.attune.search.basic.Taken;
import org.attune.search.space.Assignment;
import org.attune.search.space.BoolParameter;
import org.attune.search.space.CategoricalParameter;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.OrdinalParameter;
import org.attune.search.space.Parameter;
import org.attune.search.space.SearchSpace;

/**
 * Tries given points before the inner strategy proposes. A point counts as tried when a trial of the history has its
 * values; each trial stands for one point at most, so two points that leave the same values open are two trials.
 */
public final class SeedPoints implements SearchStrategy {

    private record Seed(String origin, Map<String, Object> given) {

        /** Whether an assignment has every given value whose parameter is active in it. */
        boolean matches(Assignment assignment) {
            for (Map.Entry<String, Object> entry : given.entrySet()) {
                Object value = assignment.values().get(entry.getKey());
                if (value != null && !value.equals(entry.getValue())) {
                    return false;
                }
            }
            return true;
        }
    }

    private final SearchStrategy inner;
    private final Completing filler;
    private final List<Seed> seeds;

    /**
     * A strategy that tries points before another one proposes.
     *
     * @param inner proposes what comes after
     * @param space the space of the inner strategy
     * @param points values by name, of which some may be missing
     * @param defaultsFirst whether the point of all defaults comes before them
     * @throws IllegalArgumentException when a point is wrong or cannot be completed, saying which and why
     */
    public SeedPoints(
            SearchStrategy inner, SearchSpace space, List<Map<String, Object>> points, boolean defaultsFirst) {
        this.inner = inner;
        this.filler = inner instanceof Completing completing ? completing : new RandomPoints(space, 0, false)::complete;
        this.seeds = new ArrayList<>();
        if (defaultsFirst) {
            Map<String, Object> defaults = defaults(space);
            if (!defaults.isEmpty() && completable(defaults) instanceof PointSource.Found) {
                seeds.add(new Seed("default point", defaults));
            }
        }
        for (int i = 0; i < points.size(); i++) {
            String origin = "seed point " + (i + 1);
            List<String> problems = space.problemsOf(points.get(i));
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(origin + ": " + String.join("; ", problems));
            }
            Map<String, Object> point = space.canonicalValues(points.get(i));
            if (completable(point) instanceof PointSource.None none) {
                throw new IllegalArgumentException(origin + " cannot be completed: " + none.reason());
            }
            seeds.add(new Seed(origin, point));
        }
    }

    private PointSource.Result completable(Map<String, Object> given) {
        return filler.complete(given, 1, new Taken());
    }

    private static Map<String, Object> defaults(SearchSpace space) {
        Map<String, Object> defaults = new LinkedHashMap<>();
        for (Parameter parameter : space.parameters()) {
            defaultOf(parameter).ifPresent(value -> defaults.put(parameter.name(), value));
        }
        return defaults;
    }

    /** The default of a parameter, where it has one. */
    public static Optional<Object> defaultOf(Parameter parameter) {
        if (parameter instanceof FloatParameter p) {
            return p.defaultValue().isPresent() ? Optional.of(p.defaultValue().getAsDouble()) : Optional.empty();
        }
        if (parameter instanceof IntParameter p) {
            return p.defaultValue().isPresent() ? Optional.of(p.defaultValue().getAsLong()) : Optional.empty();
        }
        if (parameter instanceof OrdinalParameter p) {
            return p.defaultValue();
        }
        if (parameter instanceof CategoricalParameter p) {
            return p.defaultValue();
        }
        return parameter instanceof BoolParameter p ? p.defaultValue().map(value -> (Object) value) : Optional.empty();
    }

    @Override
    public Proposals propose(History history, int count) {
        PointwiseStrategy.checkCount(count);
        if (seeds.isEmpty()) {
            return inner.propose(history, count);
        }
        Taken taken = PointwiseStrategy.taken(history);
        List<Proposal> proposals = new ArrayList<>();
        for (Seed seed : untried(history)) {
            if (proposals.size() == count) {
                break;
            }
            // a point that another trial has taken already is passed over: it is known
            int trial = history.nextTrial() + proposals.size();
            if (filler.complete(seed.given(), trial, taken) instanceof PointSource.Found found) {
                taken.add(found.assignment());
                proposals.add(new Proposal(found.assignment(), seed.origin()));
            }
        }
        if (proposals.size() == count) {
            return new Proposals(proposals, Optional.empty());
        }
        Proposals rest = inner.propose(history.plus(proposals), count - proposals.size());
        proposals.addAll(rest.proposals());
        return new Proposals(proposals, rest.exhausted());
    }

    @Override
    public Optional<Runnable> preparation(History history) {
        return inner.preparation(history);
    }

    private List<Seed> untried(History history) {
        List<TrialRecord> trials = new ArrayList<>(history.trials());
        trials.sort(Comparator.comparingInt(TrialRecord::number));
        boolean[] used = new boolean[trials.size()];
        int firstUnused = 0;
        List<Seed> untried = new ArrayList<>();
        for (Seed seed : seeds) {
            boolean tried = false;
            for (int i = firstUnused; i < used.length && !tried; i++) {
                if (!used[i] && seed.matches(trials.get(i).assignment())) {
                    used[i] = true;
                    tried = true;
                }
            }
            while (firstUnused < used.length && used[firstUnused]) {
                firstUnused++;
            }
            if (!tried) {
                untried.add(seed);
            }
        }
        return untried;
    }
}
