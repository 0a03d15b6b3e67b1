package org.attune.search.strategy;

import org.attune.search.space.Assignment;

/**
 * A point to try.
 *
 * @param assignment the point
 * @param origin where it came from, in a few words for people: {@code sobol}, {@code seed point 2}, {@code grid 3/24}
 */
public record Proposal(Assignment assignment, String origin) {}
