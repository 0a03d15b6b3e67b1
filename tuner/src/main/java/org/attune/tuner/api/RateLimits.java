package org.attune.tuner.api;

/**
 * How much one caller may ask.
 *
 * @param perSecond requests of one token in the long run
 * @param burst requests of one token at once
 * @param failuresPerSecond unknown tokens from one address
 */
public record RateLimits(double perSecond, int burst, double failuresPerSecond) {

    /** 5,000 a second and 10,000 at once for a token; 5 failures a second for an address. */
    public static final RateLimits STANDARD = new RateLimits(5_000, 10_000, 5);

    public RateLimits {
        if (!(perSecond > 0) || burst < 1 || !(failuresPerSecond > 0)) {
            throw new IllegalArgumentException("limits are above 0");
        }
    }
}
