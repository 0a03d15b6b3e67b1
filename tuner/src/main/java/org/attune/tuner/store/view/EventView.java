package org.attune.tuner.store.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a study's log for people.
 *
 * @param trial null for the study itself
 * @param kind stable, UPPER_SNAKE
 */
public record EventView(@Nullable Integer trial, String kind, String text, Instant time) {}
