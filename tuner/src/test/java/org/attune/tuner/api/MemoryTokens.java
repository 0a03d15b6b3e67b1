package org.attune.tuner.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.store.TokenRow;
import org.attune.tuner.store.TokenStore;

/** Tokens in memory. */
final class MemoryTokens implements TokenStore {

    final Map<String, TokenRow> rows = new LinkedHashMap<>();

    @Override
    public synchronized List<TokenRow> all() {
        return List.copyOf(rows.values());
    }

    @Override
    public synchronized CompletionStage<Void> add(TokenRow token) {
        rows.put(token.id(), token);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> remove(Set<String> ids) {
        rows.keySet().removeAll(ids);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Void> used(Map<String, Long> times) {
        times.forEach((id, millis) -> rows.computeIfPresent(id, (key, row) -> row.used(millis)));
        return CompletableFuture.completedFuture(null);
    }

    private final java.util.Map<String, org.attune.tuner.store.ReplyStore.Kept> kept =
            new java.util.concurrent.ConcurrentHashMap<>();

    @Override
    public org.attune.tuner.store.ReplyStore replies() {
        return new org.attune.tuner.store.ReplyStore() {
            @Override
            public java.util.Optional<Kept> find(String caller, String key) {
                return java.util.Optional.ofNullable(kept.get(caller + " " + key));
            }

            @Override
            public java.util.concurrent.CompletionStage<Void> keep(String caller, String key, Kept reply) {
                kept.putIfAbsent(caller + " " + key, reply);
                return java.util.concurrent.CompletableFuture.completedFuture(null);
            }
        };
    }
}
