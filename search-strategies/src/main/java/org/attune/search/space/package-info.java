/** Search spaces: parameters with conditions and constraints, and the canonical assignments that they allow. */
@NullMarked
package org.attune.search.space;

import org.jspecify.annotations.NullMarked;
