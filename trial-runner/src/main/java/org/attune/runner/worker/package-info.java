/** What one worker is: its identity, what it is given, the states it passes and how it ended. */
@NullMarked
package org.attune.runner.worker;

import org.jspecify.annotations.NullMarked;
