/** The command line: one class a command; an ordinary client of the REST API. */
@NullMarked
package org.attune.tuner.cli;

import org.jspecify.annotations.NullMarked;
