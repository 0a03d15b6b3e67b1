package org.attune.tuner.study;

/**
 * Who works on an external trial, and until when it is theirs.
 *
 * @param clientId empty when the client named itself not
 * @param lengthMillis how long each renewal lasts
 * @param untilMillis epoch milliseconds
 */
public record ClientLease(String clientId, long lengthMillis, long untilMillis) {}
