package org.attune.runner.worker;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A state machine as data: an immutable table of (state, event) to state. It remembers which transitions were taken, so
 * that a test can name those that nothing exercises; apart from that it has no state. Safe for any number of threads.
 *
 * @param <S> the states
 * @param <E> the events
 */
public final class Transitions<S, E> {

    /**
     * One line of the table.
     *
     * @param from the state it leaves
     * @param event what happens
     * @param to the state it enters
     * @param <S> the states
     * @param <E> the events
     */
    public record Transition<S, E>(S from, E event, S to) {

        @Override
        public String toString() {
            return from + " --" + event + "--> " + to;
        }
    }

    private record Key<S, E>(S from, E event) {}

    private final S start;
    private final Map<Key<S, E>, Transition<S, E>> table;
    private final Set<S> ends;
    private final Set<Transition<S, E>> visited = ConcurrentHashMap.newKeySet();

    private Transitions(S start, Map<Key<S, E>, Transition<S, E>> table, Set<S> ends) {
        this.start = start;
        this.table = table;
        this.ends = ends;
    }

    /** Begins a table with its first state. */
    public static <S, E> Builder<S, E> start(S state) {
        return new Builder<>(Objects.requireNonNull(state, "state"));
    }

    /** The state in which everything begins. */
    public S startState() {
        return start;
    }

    /** Whether the state is final. */
    public boolean isEnd(S state) {
        return ends.contains(state);
    }

    /** The next state, or empty when the event is not allowed in this state. */
    public Optional<S> next(S state, E event) {
        @Nullable Transition<S, E> transition = table.get(new Key<>(state, event));
        if (transition == null) {
            return Optional.empty();
        }
        visited.add(transition);
        return Optional.of(transition.to());
    }

    /** Every transition, in the order in which the table was written. */
    public Set<Transition<S, E>> all() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(table.values()));
    }

    /** Every transition that {@link #next} has not taken since this table was made. */
    public Set<Transition<S, E>> unvisited() {
        Set<Transition<S, E>> left = new LinkedHashSet<>(table.values());
        left.removeAll(visited);
        return left;
    }

    /** The table as a Mermaid state diagram, one line a transition. */
    public String toMermaid() {
        StringBuilder out = new StringBuilder("stateDiagram-v2\n");
        out.append("    [*] --> ").append(start).append('\n');
        for (Transition<S, E> t : table.values()) {
            out.append("    ")
                    .append(t.from())
                    .append(" --> ")
                    .append(t.to())
                    .append(" : ")
                    .append(t.event())
                    .append('\n');
        }
        for (S end : ends) {
            out.append("    ").append(end).append(" --> [*]\n");
        }
        return out.toString();
    }

    /**
     * Collects the lines of a table.
     *
     * @param <S> the states
     * @param <E> the events
     */
    public static final class Builder<S, E> {
        private final S start;
        private final Map<Key<S, E>, Transition<S, E>> table = new LinkedHashMap<>();

        private Builder(S start) {
            this.start = start;
        }

        /**
         * Adds a transition.
         *
         * @throws IllegalArgumentException when this state already has a line for this event
         */
        public Builder<S, E> on(S from, E event, S to) {
            Transition<S, E> transition = new Transition<>(from, event, to);
            @Nullable Transition<S, E> before = table.putIfAbsent(new Key<>(from, event), transition);
            if (before != null) {
                throw new IllegalArgumentException("two lines for one event: " + before + " and " + transition);
            }
            return this;
        }

        /**
         * Names the final states and closes the table.
         *
         * @throws IllegalArgumentException when a final state is left, another state is never left, or a state cannot
         *     be reached from the first
         */
        @SafeVarargs
        public final Transitions<S, E> end(S... states) {
            Set<S> ends = new LinkedHashSet<>();
            Collections.addAll(ends, states);
            Set<S> left = new HashSet<>();
            Set<S> known = new LinkedHashSet<>(ends);
            known.add(start);
            for (Transition<S, E> t : table.values()) {
                left.add(t.from());
                known.add(t.from());
                known.add(t.to());
            }
            for (S state : known) {
                if (ends.contains(state) == left.contains(state)) {
                    throw new IllegalArgumentException(
                            ends.contains(state) ? state + " is final and left" : state + " is never left");
                }
            }
            known.removeAll(reachable());
            if (!known.isEmpty()) {
                throw new IllegalArgumentException("nothing leads from " + start + " to " + known);
            }
            return new Transitions<>(start, new LinkedHashMap<>(table), Collections.unmodifiableSet(ends));
        }

        private Set<S> reachable() {
            Set<S> found = new HashSet<>();
            Deque<S> open = new ArrayDeque<>();
            open.add(start);
            while (!open.isEmpty()) {
                S state = open.remove();
                if (found.add(state)) {
                    for (Transition<S, E> t : table.values()) {
                        if (t.from().equals(state)) {
                            open.add(t.to());
                        }
                    }
                }
            }
            return found;
        }
    }
}
