package org.attune.tuner.store;

import java.util.List;
import java.util.Map;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.Trial;

/**
 * All rows of a study, to rebuild its engine from.
 *
 * @param trials in order of their number
 * @param observations in the order in which they were committed
 * @param endOrder numbers of the ended trials, in the order in which they ended
 * @param answers stored answers by request id
 */
public record StoredStudy(
        Study study,
        List<Trial> trials,
        List<Observations> observations,
        List<Integer> endOrder,
        Map<String, String> answers) {}
