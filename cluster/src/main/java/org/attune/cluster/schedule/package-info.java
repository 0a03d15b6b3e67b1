/** The queue of attempts on Attune's own nodes: leases, epochs, and the ports to the store. */
@NullMarked
package org.attune.cluster.schedule;

import org.jspecify.annotations.NullMarked;
