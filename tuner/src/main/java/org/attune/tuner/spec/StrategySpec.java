package org.attune.tuner.spec;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What proposes the trials.
 *
 * @param type the strategy's name; {@code auto} leaves the choice to Attune
 * @param options options of that type by name: Long, Double, String, Boolean, or lists and maps of them
 * @param seed makes the study repeatable; empty: drawn at submit
 */
public record StrategySpec(String type, Map<String, Object> options, OptionalLong seed) {
    /** Copies the options. */
    public StrategySpec {
        options = StudySpec.ordered(options);
    }
}
