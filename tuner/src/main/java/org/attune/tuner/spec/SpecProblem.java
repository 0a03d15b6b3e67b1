package org.attune.tuner.spec;

import org.jspecify.annotations.Nullable;

/**
 * One problem of a spec. Lines and columns count from 1, columns count characters (code points); the end is exclusive.
 *
 * @param pointer JSON pointer as a URI fragment, such as {@code #/parameters/lr/max}
 * @param code name of a {@link SpecCode}
 * @param severity error or warning
 * @param detail what is wrong, in one line
 * @param file name of the text, or {@code --set PATH}
 * @param line first line
 * @param column first column
 * @param endLine last line
 * @param endColumn the column after the last character
 * @param found what stands there, may be empty
 * @param expected what belongs there, may be empty
 * @param suggestion what to write instead, if anything is near
 */
public record SpecProblem(
        String pointer,
        String code,
        Severity severity,
        String detail,
        String file,
        int line,
        int column,
        int endLine,
        int endColumn,
        String found,
        String expected,
        @Nullable Suggestion suggestion) {

    /** The path in dots, such as {@code parameters.lr.max}; empty for the whole spec. */
    public String path() {
        if (pointer.length() <= 2) {
            return "";
        }
        String[] parts = pointer.substring(2).split("/", -1);
        StringBuilder out = new StringBuilder();
        for (String part : parts) {
            String name = part.replace("~1", "/").replace("~0", "~");
            if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                out.append('[').append(name).append(']');
            } else {
                out.append(out.length() == 0 ? "" : ".").append(name);
            }
        }
        return SpecNode.shorten(out.toString());
    }
}
