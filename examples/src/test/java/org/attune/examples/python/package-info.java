/** Tests of the Python examples. */
@NullMarked
package org.attune.examples.python;

import org.jspecify.annotations.NullMarked;
