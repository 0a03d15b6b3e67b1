/** What strategies are to their callers: history in, proposals out; and the strategies by name. */
@NullMarked
package org.attune.search.strategy;

import org.jspecify.annotations.NullMarked;
