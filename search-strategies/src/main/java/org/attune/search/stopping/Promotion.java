package org.attune.search.stopping;

/**
 * A paused trial that is to go on.
 *
 * @param trial its number
 * @param reason why, in a sentence for people, without full stop
 */
public record Promotion(int trial, String reason) {}
