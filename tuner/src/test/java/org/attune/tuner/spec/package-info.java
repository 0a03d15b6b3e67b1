/** Tests of the study spec. */
@NullMarked
package org.attune.tuner.spec;

import org.jspecify.annotations.NullMarked;
