/** The control plane: actors that carry messages, timers and effects around the engine. */
@NullMarked
package org.attune.tuner.control;

import org.jspecify.annotations.NullMarked;
