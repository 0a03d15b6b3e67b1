/** A data-parallel trainer of handwritten digits: what a user's own training program looks like to Attune. */
@NullMarked
package org.attune.examples.digits;

import org.jspecify.annotations.NullMarked;
