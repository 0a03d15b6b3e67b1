/** The port through which workers are started, adopted and ended, whatever they are made of. */
@NullMarked
package org.attune.runner.runtime;

import org.jspecify.annotations.NullMarked;
