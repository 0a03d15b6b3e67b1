/** Measures the figures that Attune promises, and prints each beside its peer's. */
@NullMarked
package org.attune.benchmarks;

import org.jspecify.annotations.NullMarked;
