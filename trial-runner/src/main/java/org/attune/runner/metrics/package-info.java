/** Metrics out of a worker without a change to its code: one reader per dialect behind one interface. */
@NullMarked
package org.attune.runner.metrics;

import org.jspecify.annotations.NullMarked;
