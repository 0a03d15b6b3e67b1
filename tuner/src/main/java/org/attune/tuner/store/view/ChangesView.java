package org.attune.tuner.store.view;

import java.util.List;

/**
 * What changed after a cursor.
 *
 * @param studies the changed studies' names, in the order of their last change
 * @param trials changed trials, in the order of their last change
 * @param cursor ask again from here
 * @param more whether more is waiting right now
 */
public record ChangesView(List<String> studies, List<ChangedTrial> trials, String cursor, boolean more) {

    /** A trial that changed. */
    public record ChangedTrial(String studyId, int number) {}
}
