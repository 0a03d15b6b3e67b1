/** The life of a study: its states, and the pure engine that turns events into decisions. */
@NullMarked
package org.attune.tuner.study;

import org.jspecify.annotations.NullMarked;
