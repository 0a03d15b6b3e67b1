package org.attune.cluster.schedule;

/** How the ledger answered a question. */
enum LedgerAnswer {
    /** The row changed, durably. */
    YES,
    /** The row has another state: somebody else decided. */
    NO,
    /** The outcome is not known. */
    UNKNOWN
}
