package org.attune.tuner.store.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some events, oldest first.
 *
 * @param nextPageToken null on the last page
 */
public record EventPage(List<EventView> events, @Nullable String nextPageToken) {}
