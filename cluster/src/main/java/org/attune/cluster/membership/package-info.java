/** How a process becomes a member of the cluster. */
@NullMarked
package org.attune.cluster.membership;

import org.jspecify.annotations.NullMarked;
