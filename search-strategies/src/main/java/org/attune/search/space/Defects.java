package org.attune.search.space;

/** Builds the exceptions for ill-formed definitions: where, what was found, what was expected. */
final class Defects {

    private Defects() {}

    static void check(boolean holds, String name, String what, Object found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "parameter " + name + ": " + what + " is " + Values.show(found) + ", expected " + expected);
        }
    }

    static void checkName(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("parameter name is '" + name + "', expected a name that is not blank");
        }
    }
}
