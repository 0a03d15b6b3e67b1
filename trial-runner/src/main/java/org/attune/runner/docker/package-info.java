/** Workers that are containers of a Docker engine: hardened, adopted after a restart, without a byte of log lost. */
@NullMarked
package org.attune.runner.docker;

import org.jspecify.annotations.NullMarked;
