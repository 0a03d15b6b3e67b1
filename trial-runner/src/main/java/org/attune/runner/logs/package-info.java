/** The log files of workers: reading them at offsets, following them as they grow, keeping them below a cap. */
@NullMarked
package org.attune.runner.logs;

import org.jspecify.annotations.NullMarked;
