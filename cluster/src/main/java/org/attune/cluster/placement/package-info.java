/** Which gang goes where: a pure function from queue and nodes to a plan, with the reason of every wait. */
@NullMarked
package org.attune.cluster.placement;

import org.jspecify.annotations.NullMarked;
