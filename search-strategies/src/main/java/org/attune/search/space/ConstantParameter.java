package org.attune.search.space;

import java.util.Optional;

/**
 * A fixed value, passed to every trial like a parameter and always active.
 *
 * @param name the name
 * @param value a string, number or boolean; whole number types become Long, others Double
 */
public record ConstantParameter(String name, Object value) implements Parameter {

    /**
     * Checks the definition.
     *
     * @throws IllegalArgumentException when the name is blank or the value is of another type
     */
    public ConstantParameter {
        Defects.checkName(name);
        value = Values.normalise(name, value);
    }

    @Override
    public Optional<Condition> when() {
        return Optional.empty();
    }
}
