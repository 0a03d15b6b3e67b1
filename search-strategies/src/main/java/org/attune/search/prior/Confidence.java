package org.attune.search.prior;

/** How sure a person is of a value. */
public enum Confidence {
    /** Anywhere, rather there. */
    LOW(0.5, 2),
    /** In that half of the range. */
    MEDIUM(0.25, 4),
    /** Close to it. */
    HIGH(0.125, 6);

    private final double deviation;
    private final double odds;

    Confidence(double deviation, double odds) {
        this.deviation = deviation;
        this.odds = odds;
    }

    /** The standard deviation around the value, as a part of the range on the parameter's scale. */
    double deviation() {
        return deviation;
    }

    /** How many times as likely a category is as without the belief. */
    double odds() {
        return odds;
    }
}
