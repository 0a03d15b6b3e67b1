package org.attune.benchmarks;

/**
 * What a peer reaches, for comparison.
 *
 * @param figure its name, version and number; empty when there is none to compare with
 * @param how where the number comes from
 */
record Peer(String figure, How how) {

    /** Where a peer's number comes from. */
    enum How {
        NONE("–"),
        RECORDED("recorded: measured once on 2 cores"),
        MEASURED_HERE("measured here, in this run");

        private final String words;

        How(String words) {
            this.words = words;
        }

        /** For people. */
        String words() {
            return words;
        }
    }

    static final Peer NONE = new Peer("", How.NONE);

    static Peer recorded(String figure) {
        return new Peer(figure, How.RECORDED);
    }
}
