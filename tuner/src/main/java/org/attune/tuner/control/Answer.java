package org.attune.tuner.control;

import java.util.List;
import org.attune.tuner.spec.SpecProblem;

/** What came of a command: a value, or a refusal that a client can act on. */
public sealed interface Answer<T> {

    /** Done, and durable. */
    record Ok<T>(T value) implements Answer<T> {}

    /**
     * Not done; nothing was changed.
     *
     * @param code closed list, see {@link Code}
     * @param detail a sentence: what, where, and what instead
     * @param problems of the spec, when that is the reason
     */
    record Refused<T>(Code code, String detail, List<SpecProblem> problems) implements Answer<T> {

        /** A refusal without spec problems. */
        public static <T> Refused<T> of(Code code, String detail) {
            return new Refused<>(code, detail, List.of());
        }
    }

    /** Why a command was refused; the names are the API's problem codes. */
    enum Code {
        SPEC_INVALID,
        BAD_REQUEST,
        NOT_FOUND,
        ALREADY_EXISTS,
        ETAG_MISMATCH,
        WRONG_STATE,
        LEASE_LOST,
        RESULT_CONFLICT,
        OBJECTIVE_MISSING,
        UNAVAILABLE
    }
}
