package org.attune.search.space;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/** Spreads a number of values evenly over a numeric domain. */
final class Spacing {

    /** Digits kept of a point between the ends: enough for any use, few enough that 1.0E-4 stays what it is. */
    private static final MathContext DIGITS = new MathContext(12);

    private Spacing() {}

    static List<Object> of(Domain domain, Scale scale, int count, boolean whole) {
        double min = ((Number) domain.first()).doubleValue();
        double max = ((Number) domain.last()).doubleValue();
        ScaledRange range = new ScaledRange(scale, min, max, ScaledRange.edge(scale, min, max, whole));
        LinkedHashSet<Object> values = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            double exact = range.value(count == 1 ? 0.5 : i / (count - 1.0));
            double rounded = new BigDecimal(exact).round(DIGITS).doubleValue();
            values.add(domain.nearest(Math.max(min, Math.min(max, rounded))));
        }
        return new ArrayList<>(values);
    }
}
