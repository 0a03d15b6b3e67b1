/** The port through which the study hands over gangs: submit, stop, list and watch. */
@NullMarked
package org.attune.cluster.gang;

import org.jspecify.annotations.NullMarked;
