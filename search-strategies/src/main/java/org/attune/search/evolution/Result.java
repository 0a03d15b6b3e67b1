package org.attune.search.evolution;

import org.attune.search.strategy.Standing;

/**
 * What an ended trial says.
 *
 * @param point its coordinates
 * @param active which of them are active
 * @param standing how it compares
 */
record Result(double[] point, boolean[] active, Standing standing) {}
