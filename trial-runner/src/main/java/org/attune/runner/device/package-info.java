/** What the machine has to offer: devices, CPUs and memory. */
@NullMarked
package org.attune.runner.device;

import org.jspecify.annotations.NullMarked;
