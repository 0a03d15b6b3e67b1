package org.attune.search.stopping;

import java.math.BigDecimal;
import java.math.MathContext;
import org.attune.search.strategy.Goal;

/** Turns objective values into costs, where less is better and NaN is worst, and back into text. */
final class Costs {

    private static final MathContext SHOWN = new MathContext(4);

    private Costs() {}

    /** The cost of a value; negative zero becomes zero, so that the two tie. */
    static double of(double value, Goal goal) {
        return (goal == Goal.MAXIMIZE ? -value : value) + 0.0;
    }

    /** A cost as the value it came from, to four digits. */
    static String show(double cost, Goal goal) {
        return show(of(cost, goal));
    }

    /** A value to four digits. */
    static String show(double value) {
        if (!Double.isFinite(value)) {
            return Double.toString(value);
        }
        BigDecimal rounded = new BigDecimal(value).round(SHOWN).stripTrailingZeros();
        // plain notation while it is short: 0.71 and 1200, but 3.2E-9
        String plain = rounded.toPlainString();
        return plain.length() <= 10 ? plain : rounded.toString();
    }
}
