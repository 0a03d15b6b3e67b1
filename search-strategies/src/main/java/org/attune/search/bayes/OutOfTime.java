package org.attune.search.bayes;

/** The time for a proposal was over before the work was done. Carries nothing, as it is expected and caught close by. */
final class OutOfTime extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutOfTime() {
        super("out of time", null, false, false);
    }
}
