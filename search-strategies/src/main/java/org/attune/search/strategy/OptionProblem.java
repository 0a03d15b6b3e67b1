package org.attune.search.strategy;

/**
 * Something wrong with the options of a strategy or stopping rule.
 *
 * @param option the option's name, or {@code type} when the type itself is unknown
 * @param found what was given
 * @param expected what would be right, with the nearest valid name where a name is wrong
 */
public record OptionProblem(String option, String found, String expected) {}
