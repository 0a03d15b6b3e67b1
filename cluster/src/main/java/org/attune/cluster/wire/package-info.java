/** The messages between scheduler and agents. Everything in here crosses the network as CBOR. */
@NullMarked
package org.attune.cluster.wire;

import org.jspecify.annotations.NullMarked;
