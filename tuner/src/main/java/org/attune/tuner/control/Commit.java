package org.attune.tuner.control;

import java.util.List;
import org.attune.tuner.study.StudyChange;

/**
 * What became durable with an answer.
 *
 * @param studyUid of the study
 * @param seq number of the commit
 * @param changes of its rows, in order
 */
public record Commit(String studyUid, long seq, List<StudyChange> changes) {
    public Commit {
        changes = List.copyOf(changes);
    }
}
