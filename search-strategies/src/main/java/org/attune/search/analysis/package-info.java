/** What the trials of a study say together: the best compromises, which parameter matters, what is still to be won. */
@NullMarked
package org.attune.search.analysis;

import org.jspecify.annotations.NullMarked;
