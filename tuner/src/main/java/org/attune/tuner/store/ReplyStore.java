package org.attune.tuner.store;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Answers to requests that may be repeated, for 24 hours. */
public interface ReplyStore {

    /**
     * An answer.
     *
     * @param digest of the request, to tell another one under the same key
     * @param status 200 to 299
     * @param headers lines of {@code Name: value}; empty for none
     */
    record Kept(String digest, int status, String contentType, String headers, byte[] body) {}

    /** What this caller was answered under this key; empty when nothing was kept, or not for 24 hours. */
    Optional<Kept> find(String caller, String key);

    /** Keeps an answer; completes when it is durable. Under a key that is known nothing changes. */
    CompletionStage<Void> keep(String caller, String key, Kept reply);
}
