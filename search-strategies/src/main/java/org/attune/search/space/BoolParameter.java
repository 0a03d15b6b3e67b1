package org.attune.search.space;

import java.util.Optional;

/**
 * True or false.
 *
 * @param name the name
 * @param defaultValue the value to start from
 * @param when the condition, if any
 */
public record BoolParameter(String name, Optional<Boolean> defaultValue, Optional<Condition> when)
        implements Parameter {

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException when the name is blank
     */
    public BoolParameter {
        Defects.checkName(name);
    }

    /** A boolean without default or condition. */
    public static BoolParameter of(String name) {
        return new BoolParameter(name, Optional.empty(), Optional.empty());
    }
}
