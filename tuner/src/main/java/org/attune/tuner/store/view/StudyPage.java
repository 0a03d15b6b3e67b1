package org.attune.tuner.store.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some studies, newest first.
 *
 * @param nextPageToken null on the last page
 * @param totalSize of the whole list, at the time of this page
 */
public record StudyPage(List<StudyView> studies, @Nullable String nextPageToken, long totalSize) {}
