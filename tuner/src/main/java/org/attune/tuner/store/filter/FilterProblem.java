package org.attune.tuner.store.filter;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A filter or an order that cannot be read; it is no defect and has no stack trace. */
public final class FilterProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int column;
    private final @Nullable String nearest;

    FilterProblem(int column, String detail, @Nullable String nearest) {
        super(detail, null, false, false);
        this.column = column;
        this.nearest = nearest;
    }

    /** Where it is, counted in characters from 1. */
    public int column() {
        return column;
    }

    /** What was wrong there, and what was expected. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What may have been meant. */
    public Optional<String> nearest() {
        return Optional.ofNullable(nearest);
    }
}
