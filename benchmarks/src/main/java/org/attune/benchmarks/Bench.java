package org.attune.benchmarks;

import java.util.function.Consumer;

/**
 * What the figures share.
 *
 * @param attune the product
 * @param quick whether a tenth of the usual sizes will do, to see that everything works
 * @param progress tells the person who waits
 */
record Bench(Attune attune, Peers peers, boolean quick, Consumer<String> progress) {

    /** A size, or a tenth of it in a quick run. */
    int size(int usual) {
        return quick ? Math.max(1, usual / 10) : usual;
    }
}
