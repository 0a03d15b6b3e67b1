/** Property tests: many seeded cases, the seed of a failing one printed. */
@NullMarked
package org.attune.search.property;

import org.jspecify.annotations.NullMarked;
