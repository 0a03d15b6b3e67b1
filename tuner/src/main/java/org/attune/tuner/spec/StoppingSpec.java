package org.attune.tuner.spec;

import java.util.Map;

/**
 * What stops poor trials early.
 *
 * @param type name of the rule, such as {@code asha} or {@code median}
 * @param options options of that rule by name ({@code eta}, {@code min}, {@code max}, {@code axis}, {@code mode}…):
 *     Long, Double, String or Boolean
 */
public record StoppingSpec(String type, Map<String, Object> options) {
    /** Copies the options. */
    public StoppingSpec {
        options = StudySpec.ordered(options);
    }
}
