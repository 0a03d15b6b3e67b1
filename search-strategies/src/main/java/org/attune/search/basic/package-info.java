/** Points that need no model: grid, random and Sobol, each a function of the trial's number and of what is taken. */
@NullMarked
package org.attune.search.basic;

import org.jspecify.annotations.NullMarked;
