package org.attune.tuner.spec;

/** How bad a problem is. */
public enum Severity {
    /** The spec cannot be used. */
    ERROR,
    /** It can, but probably means something else than it says. */
    WARNING
}
