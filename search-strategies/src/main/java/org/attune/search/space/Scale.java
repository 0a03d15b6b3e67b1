package org.attune.search.space;

/** How the values of a numeric parameter are spread over its range. */
public enum Scale {
    /** Equal distances count the same. */
    LINEAR,
    /** Equal ratios count the same; the range must be positive. */
    LOG,
    /**
     * Like {@link #LOG}, but fine at the upper end. The distance whose ratios count is {@code 1 - x} for a float range
     * below 1 (a momentum of 0.5 to 0.999), and {@code min + max - x} for any other range, which must be positive then.
     */
    REVERSE_LOG
}
