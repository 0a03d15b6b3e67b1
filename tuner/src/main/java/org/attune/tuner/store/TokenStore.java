package org.attune.tuner.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The tokens and sessions of a server. Stages complete when the change is durable. */
public interface TokenStore {

    /** All of them. */
    List<TokenRow> all();

    /** Adds one. */
    CompletionStage<Void> add(TokenRow token);

    /** Removes these; those that are not there do not matter. */
    CompletionStage<Void> remove(Set<String> ids);

    /** Answers to requests that may be repeated; they belong to tokens. */
    ReplyStore replies();

    /** Notes when tokens were last used, in epoch milliseconds by id. */
    CompletionStage<Void> used(Map<String, Long> times);
}
