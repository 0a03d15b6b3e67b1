/** Mathematics that strategies share and that knows no search space: seeds, low-discrepancy sequences. */
@NullMarked
package org.attune.search.math;

import org.jspecify.annotations.NullMarked;
