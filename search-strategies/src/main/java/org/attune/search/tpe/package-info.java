/** Tree-structured Parzen estimators: model where good trials are and where the others are, try where the two differ. */
@NullMarked
package org.attune.search.tpe;

import org.jspecify.annotations.NullMarked;
