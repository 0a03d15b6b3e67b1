/** Bayesian search: a Gaussian process of the results so far, and where it expects the most improvement. */
@NullMarked
package org.attune.search.bayes;

import org.jspecify.annotations.NullMarked;
