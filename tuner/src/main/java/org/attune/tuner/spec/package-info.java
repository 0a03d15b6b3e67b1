/**
 * The study spec: its model, the reader that reports every problem with its place, and the expression language in it.
 */
@NullMarked
package org.attune.tuner.spec;

import org.jspecify.annotations.NullMarked;
