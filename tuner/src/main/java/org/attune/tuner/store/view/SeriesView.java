package org.attune.tuner.store.view;

import java.time.Instant;
import java.util.List;

/**
 * All values of one metric of one trial, in the order of their steps; the lists are of one length.
 *
 * @param name of the metric
 * @param time when each was reported
 */
public record SeriesView(String name, List<Long> step, List<Instant> time, List<Double> value) {}
