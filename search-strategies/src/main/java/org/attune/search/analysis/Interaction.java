package org.attune.search.analysis;

/**
 * How much two parameters matter together.
 *
 * @param first the name of the more important one
 * @param second the name of the other
 * @param share what they explain together beyond what each does alone, as a share of what the objective varies by
 */
public record Interaction(String first, String second, double share) {}
