package org.attune.search.tpe;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.attune.search.space.Assignment;
import org.attune.search.space.Canonical;
import org.attune.search.space.SearchSpace;
import org.attune.search.space.UnitCube;

/** Remembers where assignments lie. What is forgotten is read again and is the same. */
final class Points {

    private static final int ALWAYS_KEPT = 10_000;

    private final SearchSpace space;
    private final UnitCube cube;
    private final Map<Assignment, Optional<Point>> known = new HashMap<>();

    Points(SearchSpace space, UnitCube cube) {
        this.space = space;
        this.cube = cube;
    }

    /** Forgets everything when far more is remembered than a history of some size needs. */
    void limit(int trials) {
        if (known.size() > ALWAYS_KEPT + 2 * trials) {
            known.clear();
        }
    }

    /** Where an assignment lies; empty when it is none of this space. */
    Optional<Point> of(Assignment assignment) {
        return known.computeIfAbsent(assignment, this::read);
    }

    private Optional<Point> read(Assignment assignment) {
        if (!(space.canonical(assignment.values()) instanceof Canonical.Valid valid)) {
            return Optional.empty();
        }
        return Optional.of(new Point(cube.encode(valid.assignment()), cube.active(valid.assignment())));
    }
}
