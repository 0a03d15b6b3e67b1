package org.attune.search.analysis;

/**
 * How much a parameter matters, as shares of what the objective varies by over the space.
 *
 * @param parameter its name
 * @param main what it explains by itself (functional ANOVA: Hutter, Hoos and Leyton-Brown, 2014); these sum to at most
 *     about one. A conditional parameter explains only within that part of the space where it is active; whether it is
 *     active counts for its parent
 * @param total what varies with it in any way, also together with others (Sobol's total effect); at least {@code main}
 * @param permutation how much worse trials are predicted when its values are exchanged between them (Breiman, 2001), on
 *     the scale of a total effect. Looks at the trials as they are, where {@code main} and {@code total} look at the
 *     whole space
 */
public record Importance(String parameter, double main, double total, double permutation) {}
