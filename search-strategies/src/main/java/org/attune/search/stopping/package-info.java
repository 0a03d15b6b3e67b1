/** Rules that stop poor trials early. */
@NullMarked
package org.attune.search.stopping;

import org.jspecify.annotations.NullMarked;
