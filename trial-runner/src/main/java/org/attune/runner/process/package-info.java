/** Workers that are plain processes of this machine, and the guard that ends what lost its lease. */
@NullMarked
package org.attune.runner.process;

import org.jspecify.annotations.NullMarked;
