package org.attune.tuner.store.view;

import java.util.Map;

/**
 * The best trial of a study so far.
 *
 * @param trial its number
 * @param metrics its final values, objectives first
 * @param step of the objective's value; -1 when there is none
 * @param parameters its assignment
 */
public record BestView(int trial, Map<String, Double> metrics, long step, Map<String, Object> parameters) {}
