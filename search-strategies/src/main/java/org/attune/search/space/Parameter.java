package org.attune.search.space;

import java.util.Optional;

/** One thing that a study varies. Records validate themselves: a parameter that exists is well formed. */
public sealed interface Parameter
        permits FloatParameter, IntParameter, OrdinalParameter, CategoricalParameter, BoolParameter, ConstantParameter {

    /** The name, unique in its space. */
    String name();

    /** What must hold of other parameters for this one to be active; empty when it always is. */
    Optional<Condition> when();
}
