/** Evolution strategies, which move a distribution towards what does well: for long searches over many numbers. */
@NullMarked
package org.attune.search.evolution;

import org.jspecify.annotations.NullMarked;
