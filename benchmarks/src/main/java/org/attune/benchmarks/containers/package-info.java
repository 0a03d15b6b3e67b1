/** What containers cost through Attune, beside the same containers started by hand. */
@NullMarked
package org.attune.benchmarks.containers;

import org.jspecify.annotations.NullMarked;
