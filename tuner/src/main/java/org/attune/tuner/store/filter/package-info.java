/** The language in which lists are filtered and ordered: a subset of AIP-160 and AIP-132, the same everywhere. */
@NullMarked
package org.attune.tuner.store.filter;

import org.jspecify.annotations.NullMarked;
