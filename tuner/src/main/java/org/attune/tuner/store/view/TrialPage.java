package org.attune.tuner.store.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some trials of a study.
 *
 * @param nextPageToken null on the last page
 * @param totalSize of the whole list, at the time of this page
 */
public record TrialPage(List<TrialView> trials, @Nullable String nextPageToken, long totalSize) {}
