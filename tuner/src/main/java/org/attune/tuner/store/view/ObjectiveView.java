package org.attune.tuner.store.view;

import org.jspecify.annotations.Nullable;

/**
 * What a study optimises.
 *
 * @param goal MINIMIZE or MAXIMIZE
 * @param target null when there is none
 */
public record ObjectiveView(
        String metric, String goal, @Nullable Double target) {}
