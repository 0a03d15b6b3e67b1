/** What was promised and observed, durably: the study store and its queries. */
@NullMarked
package org.attune.tuner.store;

import org.jspecify.annotations.NullMarked;
