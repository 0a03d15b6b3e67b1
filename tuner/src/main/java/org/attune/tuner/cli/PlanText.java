package org.attune.tuner.cli;

import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.spec.TrialSpec;

/** What a study will do, in a line. */
final class PlanText {

    private PlanText() {}

    /** {@code 8 parameters, 40 trials, 2 workers each, 2 at a time}. */
    static String of(StudySpec spec) {
        StringBuilder text = new StringBuilder();
        text.append(spec.parameters().size()).append(spec.parameters().size() == 1 ? " parameter" : " parameters");
        if (spec.maxTrials().isPresent()) {
            text.append(", ").append(spec.maxTrials().getAsInt()).append(" trials");
        }
        if (spec.trial().external() == TrialSpec.External.YES) {
            return text.append(", run by clients").toString();
        }
        if (spec.trial().workers() > 1) {
            text.append(", ").append(spec.trial().workers()).append(" workers each");
        }
        if (spec.trial().resources().gpus() > 0) {
            text.append(", ").append(spec.trial().resources().gpus()).append(" GPUs a worker");
        }
        text.append(", ");
        text.append(
                spec.parallelism().isPresent()
                        ? spec.parallelism().getAsInt() + " at a time"
                        : "as many at a time as fit");
        return text.toString();
    }
}
