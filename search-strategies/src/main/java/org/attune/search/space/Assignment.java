package org.attune.search.space;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A canonical point of a space: exactly the active parameters, in the order of the space. Only a {@link SearchSpace}
 * makes them, so one that exists is valid in the space that made it. Two trials with equal assignments are
 * duplicates.
 */
public final class Assignment {

    private final Map<String, Object> values;
    private final int hash;

    /** Takes ownership of the map. */
    Assignment(LinkedHashMap<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
        this.hash = values.hashCode();
    }

    /**
     * The values by name, in the order of the space, unmodifiable: Double for floats, Long for ints, Long or Double for
     * ordinals, Boolean for booleans, and for categories and constants String, Long, Double or Boolean.
     */
    public Map<String, Object> values() {
        return values;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Assignment
                        && hash == ((Assignment) other).hash
                        && values.equals(((Assignment) other).values));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** {@code {lr=0.01, layers=3}}, in the order of the space. */
    @Override
    public String toString() {
        return values.toString();
    }
}
