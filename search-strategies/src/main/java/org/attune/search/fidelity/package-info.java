/** What strategies learn from trials that were stopped, paused or still run: values at different steps, made one. */
@NullMarked
package org.attune.search.fidelity;

import org.jspecify.annotations.NullMarked;
