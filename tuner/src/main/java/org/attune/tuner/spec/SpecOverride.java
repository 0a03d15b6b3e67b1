package org.attune.tuner.spec;

/**
 * One {@code --set path=value}.
 *
 * @param path keys joined by dots; items of lists by their number from 0
 * @param value YAML, on one line
 */
public record SpecOverride(String path, String value) {

    /**
     * Splits at the first {@code =}.
     *
     * @throws IllegalArgumentException if there is none or the path is empty
     */
    public static SpecOverride parse(String text) {
        int at = text.indexOf('=');
        if (at <= 0) {
            throw new IllegalArgumentException("expected path=value, found \"" + SpecNode.shorten(text) + "\"");
        }
        return new SpecOverride(text.substring(0, at).strip(), text.substring(at + 1));
    }

    /** What stands for the file name in problems of this override. */
    public String file() {
        return "--set " + path;
    }
}
