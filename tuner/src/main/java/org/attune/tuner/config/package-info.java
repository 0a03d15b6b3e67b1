/** Where things are and how they are set: the data directory and its layout. */
@NullMarked
package org.attune.tuner.config;

import org.jspecify.annotations.NullMarked;
