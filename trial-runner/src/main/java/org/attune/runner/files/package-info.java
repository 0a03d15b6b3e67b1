/** What is done with whole folders, the same way for every kind of worker. */
@NullMarked
package org.attune.runner.files;

import org.jspecify.annotations.NullMarked;
