/** Measures the search strategies on tasks with known answers, beside recorded runs of other optimisers. */
@NullMarked
package org.attune.benchmarks.search;

import org.jspecify.annotations.NullMarked;
