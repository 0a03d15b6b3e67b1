package org.attune.tuner.api;

import java.util.Locale;

/** The closed list of what can be wrong with a request; each has a page under {@code /docs/errors/}. */
enum ProblemCode {
    SPEC_INVALID(
            422,
            "Study spec is invalid",
            "The study spec has problems; every one is listed with its place.",
            "Mend each place that the list names; `attune validate study.yaml` shows the same list."),
    BAD_REQUEST(
            400,
            "Request is malformed",
            "The request's body, a header or a parameter cannot be read, or is outside its limits.",
            "The detail names the place and what is expected there."),
    UNKNOWN_FIELD(
            400,
            "Unknown field",
            "The request has a field or a query parameter that this route does not know; often a typing error.",
            "Use the nearest name that the answer suggests, or leave the field out."),
    FILTER_INVALID(
            400,
            "Filter is invalid",
            "The filter, the order or the page token cannot be used.",
            "Start again without a page token; see the grammar of filters."),
    UNAUTHENTICATED(
            401,
            "Token is missing or wrong",
            "The request has no bearer token, or one that this server does not know.",
            "Send `Authorization: Bearer TOKEN`; the first token is in `admin.token` of the server's data directory."),
    FORBIDDEN(
            403,
            "Token may not do this",
            "The token is good, but its scope is too small; or the request came for another host name.",
            "Use a token of the scope that the detail names."),
    NOT_FOUND(
            404,
            "Not found",
            "There is no such study, trial, file or route.",
            "Look at the list: `attune study list`, `attune trial list STUDY`."),
    METHOD_NOT_ALLOWED(
            405,
            "Method not allowed",
            "The path exists, but not for this method.",
            "Use a method of the Allow header."),
    ALREADY_EXISTS(
            409,
            "Already exists",
            "The name is taken; a study keeps its name until it is deleted.",
            "Choose another name, or delete the study that has it."),
    WRONG_STATE(
            409,
            "Not possible in this state",
            "The study or trial has ended, or is where this cannot be done.",
            "Read its state first; the detail says where it is."),
    LEASE_LOST(
            409,
            "Trial is no longer yours",
            "The lease of this trial ran out before it was renewed, so its configuration may be with another client.",
            "Drop the work and ask for a new trial; use a longer `leaseSeconds` or report more often."),
    RESULT_CONFLICT(
            409,
            "Another result is stored",
            "The trial was completed before, with another result.",
            "Keep the stored result; a trial has one."),
    CURSOR_EXPIRED(
            410,
            "Cursor is too old",
            "The cursor belongs to an earlier life of the store, or reaches back too far.",
            "Load everything again and go on from the new cursor."),
    ETAG_MISMATCH(
            412, "Changed in between", "The resource is not the one that you read.", "Read it again, then repeat."),
    TOO_LARGE(
            413,
            "Too large",
            "The body is larger than this route takes.",
            "Send less at once; the detail names the limit."),
    UNSUPPORTED_MEDIA(
            415,
            "Content type is not read here",
            "The body has a content type that this route does not read.",
            "Send `Content-Type: application/json` (specs also `application/yaml`)."),
    RANGE_INVALID(
            416,
            "Offset is beyond the end",
            "The offset lies behind the end of the log.",
            "Read on from `X-Next-Offset` of the last answer."),
    OBJECTIVE_MISSING(
            422,
            "Objective is missing",
            "The trial was completed without a value of the study's objective, and none was reported.",
            "Send the objective's metric with `:complete`, or report it before."),
    DIGEST_MISMATCH(
            422,
            "Digest differs",
            "The bytes do not have the SHA-256 that the path names.",
            "Compute the digest of the very bytes that are sent, and send them again."),
    NOT_APPLICABLE(422, "Not applicable", "The study cannot have this analysis.", "See which analyses its kind has."),
    RATE_LIMITED(
            429,
            "Too many requests",
            "This token sends more than its share.",
            "Wait for `Retry-After` seconds, then repeat."),
    INTERNAL(
            500,
            "Unexpected error",
            "A defect of the server; its log has the cause under the request's id.",
            "Report it with the request's id."),
    NOT_SUPPORTED(501, "Not supported", "This server cannot do that.", "Use what the documentation names instead."),
    UNAVAILABLE(
            503,
            "Not available just now",
            "The server is starting, ending, or has too much to do; nothing was changed unless the detail says so.",
            "Repeat after `Retry-After` seconds.");

    private final int status;
    private final String title;
    private final String cause;
    private final String fix;

    ProblemCode(int status, String title, String cause, String fix) {
        this.status = status;
        this.title = title;
        this.cause = cause;
        this.fix = fix;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String cause() {
        return cause;
    }

    String fix() {
        return fix;
    }

    /** The name in paths: lower case with hyphens. */
    String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
