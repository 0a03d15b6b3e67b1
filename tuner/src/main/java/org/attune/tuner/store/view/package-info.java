/** What people and programs are shown of studies: the records behind REST bodies and the command line's JSON. */
@NullMarked
package org.attune.tuner.store.view;

import org.jspecify.annotations.NullMarked;
