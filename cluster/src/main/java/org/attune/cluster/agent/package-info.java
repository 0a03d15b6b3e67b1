/** One machine's agent: it holds shares of gangs, starts, watches and ends their workers, and reports. */
@NullMarked
package org.attune.cluster.agent;

import org.jspecify.annotations.NullMarked;
