package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One cell of a table.
 *
 * @param shown for people: rounded, with symbols, perhaps coloured
 * @param exact for programs: the value as the API gives it; empty for none
 */
record Cell(String shown, String exact) {

    /** The same for people and programs. */
    static Cell of(String text) {
        return new Cell(Columns.clean(text), text);
    }

    /** A value of the API; nothing is a dash for people and empty for programs. */
    static Cell of(JsonNode value) {
        boolean nothing = value.isNull() || value.isMissingNode();
        return new Cell(Columns.clean(Numbers.of(value)), nothing ? "" : value.asText());
    }

    /** A state as the API names it. */
    static Cell state(String state, Style style) {
        return new Cell(style.state(state), state);
    }

    /** Seconds; a missing value is a dash. */
    static Cell seconds(JsonNode value) {
        return value.isNumber() ? new Cell(Numbers.seconds(value.asDouble()), value.asText()) : of(value);
    }
}
