package org.attune.tuner.study;

import java.util.List;

/**
 * What the engine decided on one event.
 *
 * @param changes stored in one transaction, in order; perhaps none
 * @param effects done after these changes, and those of all earlier decisions, are durable
 */
public record Decisions(List<StudyChange> changes, List<StudyEffect> effects) {

    public Decisions {
        changes = List.copyOf(changes);
        effects = List.copyOf(effects);
    }
}
