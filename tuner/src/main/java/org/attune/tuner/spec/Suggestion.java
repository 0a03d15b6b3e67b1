package org.attune.tuner.spec;

import org.jspecify.annotations.Nullable;

/**
 * What to write instead.
 *
 * @param text for people
 * @param replacement what to put in the problem's place, if that alone mends it
 */
public record Suggestion(String text, @Nullable String replacement) {}
