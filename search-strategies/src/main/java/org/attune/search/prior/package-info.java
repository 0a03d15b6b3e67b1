/** What a person believes of good points before any trial, and a search that begins there and forgets it where it is wrong. */
@NullMarked
package org.attune.search.prior;

import org.jspecify.annotations.NullMarked;
