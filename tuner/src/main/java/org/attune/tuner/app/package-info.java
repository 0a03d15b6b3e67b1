/** The program: its entry, and the one file in which services are made and joined. */
@NullMarked
package org.attune.tuner.app;

import org.jspecify.annotations.NullMarked;
