/** Rules of the whole house: sources, documents, module arrows. */
@NullMarked
package org.attune.tuner.house;

import org.jspecify.annotations.NullMarked;
