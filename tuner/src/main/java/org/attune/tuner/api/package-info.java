/** The REST API: routes, rules of access, problem answers; the contract is {@code openapi.yaml}. */
@NullMarked
package org.attune.tuner.api;

import org.jspecify.annotations.NullMarked;
