package org.attune.tuner.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An ended trial of another study, as it was when this study was submitted.
 *
 * @param parameters a point of this study's space
 * @param state how it ended
 * @param metrics its final values
 */
public record EarlierTrial(Map<String, Object> parameters, TrialState state, Map<String, Double> metrics) {

    public EarlierTrial {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
