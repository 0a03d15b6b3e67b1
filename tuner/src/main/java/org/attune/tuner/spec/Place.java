package org.attune.tuner.spec;

/**
 * A stretch of a text. Lines and columns count from 1, columns count characters (code points); the end is exclusive.
 *
 * @param file what the text is called
 * @param line first line
 * @param column first column
 * @param endLine last line
 * @param endColumn the column after the last character
 */
record Place(String file, int line, int column, int endLine, int endColumn) {

    /** Where a text begins. */
    static Place start(String file) {
        return new Place(file, 1, 1, 1, 1);
    }

    /** The single-line stretch {@code length} long, {@code offset} characters after the start. */
    Place part(int offset, int length) {
        return new Place(file, line, column + offset, line, column + offset + Math.max(1, length));
    }
}
