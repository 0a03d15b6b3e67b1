/** Tests of the module as a whole: its rules, its documentation. */
@NullMarked
package org.attune.search;

import org.jspecify.annotations.NullMarked;
