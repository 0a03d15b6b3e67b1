package org.attune.tuner.store.filter;

/**
 * A piece of a filter.
 *
 * @param text without quotes
 * @param column from 1
 */
record Word(Kind kind, String text, int column) {

    enum Kind {
        /** A field's name, a literal, AND, OR or NOT. */
        BARE,
        QUOTED,
        OPERATOR,
        OPEN,
        CLOSE,
        MINUS,
        END
    }

    boolean is(String bare) {
        return kind == Kind.BARE && text.equals(bare);
    }

    String shown() {
        return switch (kind) {
            case END -> "the end";
            case QUOTED -> "\"" + text + "\"";
            default -> text;
        };
    }
}
