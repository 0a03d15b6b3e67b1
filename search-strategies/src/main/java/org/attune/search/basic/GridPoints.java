package org.attune.search.basic;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.attune.search.math.Permutation;
import org.attune.search.math.Seeds;
import org.attune.search.space.Canonical;
import org.attune.search.space.Enumeration;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.Levels;
import org.attune.search.space.Parameter;
import org.attune.search.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/**
 * Every combination of values, each once, in the order of the space or in a random one. A trial has the first point
 * that no trial has yet. Points are computed from their index, so a grid of any size costs nothing before it is used.
 */
public final class GridPoints implements PointSource {

    /** The most points that may violate the constraints before the grid gives up. */
    public static final int MOST_VIOLATIONS = 1_000_000;

    /** How many points that satisfy the constraints are remembered; what comes after is computed again when needed. */
    private static final int MOST_REMEMBERED = 100_000;

    private static final String USE = "grid";

    private final Enumeration points;
    private final Permutation order;
    private final boolean shuffled;
    private final boolean repeats;

    /** The first points that satisfy the constraints, in order: a cache that changes no answer. */
    private final List<Found> remembered = new ArrayList<>();

    private long rememberedUpTo;
    private @Nullable Taken lastTaken;
    private int lastFree;

    /**
     * What a grid can be told.
     *
     * @param counts the number of points of floats and ints by name; absent floats without step have the default,
     *     absent others all their values
     * @param defaultCount the number of points of floats without step that are not named
     * @param shuffled whether the points come in a random order
     * @param repeats whether a grid that is used up starts again
     */
    public record Settings(Map<String, Integer> counts, int defaultCount, boolean shuffled, boolean repeats) {

        /** Copies the counts. */
        public Settings {
            counts = Map.copyOf(counts);
        }
    }

    /**
     * A grid.
     *
     * @throws IllegalArgumentException when the conditions of the space are too entangled to enumerate
     */
    public GridPoints(SearchSpace space, Settings settings, long seed) {
        List<Levels> levels = new ArrayList<>();
        for (int i = 0; i < space.parameters().size(); i++) {
            levels.add(levels(space, i, settings));
        }
        this.points = Enumeration.of(space, levels)
                .orElseThrow(() -> new IllegalArgumentException("the conditions of the space are too entangled to"
                        + " enumerate, expected children that depend on fewer parents, or another strategy"));
        this.order = new Permutation(points.size(), Seeds.of(seed).forUse(USE));
        this.shuffled = settings.shuffled();
        this.repeats = settings.repeats();
    }

    private static Levels levels(SearchSpace space, int index, Settings settings) {
        Parameter parameter = space.parameters().get(index);
        Integer count = settings.counts().get(parameter.name());
        if (count != null) {
            return Levels.spaced(parameter, count);
        }
        boolean continuous =
                parameter instanceof FloatParameter number && number.step().isEmpty();
        return continuous
                ? Levels.spaced(parameter, settings.defaultCount())
                : Enumeration.allLevels(space, index).orElseThrow();
    }

    /** The number of points, constraints ignored; the largest long when there are that many or more. */
    public long size() {
        return points.size();
    }

    /** Synchronized for the caches alone. */
    @Override
    public synchronized Result point(int trial, Taken taken) {
        // what is taken only grows, so a search with the same object goes on where the last one ended
        Walk walk = new Walk(taken == lastTaken ? lastFree : 0);
        for (Found next = walk.next(); next != null; next = walk.next()) {
            if (taken.times(next.assignment()) == 0) {
                lastTaken = taken;
                lastFree = walk.valid - 1;
                return next;
            }
        }
        if (repeats && walk.valid > 0) {
            return leastUsed(taken);
        }
        return new None(
                walk.gaveUp()
                        ? String.format(
                                Locale.ROOT,
                                "no further point of the grid was found: %,d of its points violate the constraints",
                                MOST_VIOLATIONS)
                        : Leftovers.reason("grid", points.size(), walk.valid));
    }

    private Found leastUsed(Taken taken) {
        Walk walk = new Walk(0);
        Found least = Objects.requireNonNull(walk.next());
        for (Found next = walk.next(); next != null; next = walk.next()) {
            least = taken.times(next.assignment()) < taken.times(least.assignment()) ? next : least;
        }
        return least;
    }

    private @Nullable Found look(long place) {
        long index = shuffled ? order.at(place) : place;
        if (points.at(index) instanceof Canonical.Valid point) {
            String of = points.size() == Long.MAX_VALUE ? "" : "/" + points.size();
            return new Found(point.assignment(), "grid " + (index + 1) + of);
        }
        return null;
    }

    /** One pass over the points that satisfy the constraints, in order. */
    private final class Walk {

        private int valid;
        private long place;

        /** Starts after a number of points that satisfy the constraints, or where memory of them ends. */
        Walk(int start) {
            this.valid = Math.min(start, remembered.size());
        }

        /** Counted from the first point on and not in this pass, so that what is remembered changes no answer. */
        boolean gaveUp() {
            return place - valid >= MOST_VIOLATIONS;
        }

        @Nullable
        Found next() {
            if (valid < remembered.size()) {
                return remembered.get(valid++);
            }
            place = Math.max(place, rememberedUpTo);
            while (place < points.size() && !gaveUp()) {
                Found found = look(place++);
                if (remembered.size() < MOST_REMEMBERED) {
                    rememberedUpTo = place;
                    if (found != null) {
                        remembered.add(found);
                    }
                }
                if (found != null) {
                    valid++;
                    return found;
                }
            }
            return null;
        }
    }
}
