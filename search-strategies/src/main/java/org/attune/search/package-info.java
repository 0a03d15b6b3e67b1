/** The front door of the library: strategies by name. */
@NullMarked
package org.attune.search;

import org.jspecify.annotations.NullMarked;
