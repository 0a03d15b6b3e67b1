package org.attune.tuner.api;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.attune.tuner.store.TokenRow;
import org.attune.tuner.store.TokenStore;

/**
 * The tokens that people made, and the sessions of their browsers. Looked up in memory; a change is in force at once,
 * and answered when it is durable. The last use of each is written at most once a minute.
 */
final class TokenTable {

    static final String TOKEN = "TOKEN";
    static final String SESSION = "SESSION";
    static final int MAX_TOKENS = 10_000;
    private static final Duration LAST_USE = Duration.ofMinutes(1);

    private final TokenStore store;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, TokenRow> rows = new ConcurrentHashMap<>();
    private final Map<String, Long> uses = new ConcurrentHashMap<>();
    private volatile long writtenMillis;

    /** Something new, with its secret, which is told once and kept nowhere. */
    record Fresh(TokenRow row, String secret) {}

    TokenTable(TokenStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
        this.writtenMillis = clock.millis();
        store.all().forEach(row -> rows.put(row.id(), row));
    }

    /** Tokens, not sessions, oldest first. */
    List<TokenRow> tokens() {
        return rows.values().stream()
                .filter(row -> row.kind().equals(TOKEN))
                .sorted(Comparator.comparingLong(TokenRow::createdMillis).thenComparing(TokenRow::id))
                .map(row -> row.used(Math.max(row.usedMillis(), uses.getOrDefault(row.id(), 0L))))
                .toList();
    }

    /** Whose token or session this text is; empty for nobody's, and for one that has expired. */
    Optional<TokenRow> check(String text, String kind) {
        int end = text.indexOf('_', 4);
        if (!text.startsWith("att_") || end != 12) {
            return Optional.empty();
        }
        TokenRow row = rows.get(text.substring(4, end));
        if (row == null || !row.kind().equals(kind) || !Tokens.sameHash(row.sha256(), text)) {
            return Optional.empty();
        }
        long now = clock.millis();
        boolean orphan = !row.parent().isEmpty() && !parentLives(row.parent(), now);
        if (orphan || expired(row, now)) {
            return Optional.empty();
        }
        uses.put(row.id(), now);
        if (now - writtenMillis > LAST_USE.toMillis()) {
            writeUses(now);
        }
        return Optional.of(row);
    }

    /** What a new session of this caller belongs to: the token itself, or that of the session. */
    String sessionParent(String id) {
        TokenRow row = rows.get(id);
        return row == null || row.parent().isEmpty() ? id : row.parent();
    }

    private boolean parentLives(String id, long now) {
        if (id.equals(Tokens.ADMIN_ID)) {
            return true;
        }
        TokenRow parent = rows.get(id);
        return parent != null && !expired(parent, now);
    }

    private static boolean expired(TokenRow row, long now) {
        return row.expiresMillis() != 0 && row.expiresMillis() <= now;
    }

    private synchronized void writeUses(long now) {
        if (now - writtenMillis > LAST_USE.toMillis()) {
            writtenMillis = now;
            Map<String, Long> due = new HashMap<>(uses);
            due.forEach((id, millis) -> {
                uses.remove(id, millis);
                rows.computeIfPresent(id, (key, row) -> row.used(millis));
            });
            if (!due.isEmpty()) {
                store.used(due); // a last use that is lost hurts nobody
            }
        }
    }

    /** Makes a token or a session; the stage completes when it is durable. */
    CompletionStage<Fresh> create(String kind, String name, Scope scope, String parent, long expiresMillis) {
        dropExpired();
        if (rows.size() >= MAX_TOKENS) {
            throw new RequestProblem(
                    ProblemCode.WRONG_STATE, "there are " + rows.size() + " tokens and sessions: revoke some first");
        }
        String secret;
        do {
            secret = Tokens.fresh(random);
        } while (rows.containsKey(secret.substring(4, 12)));
        TokenRow row = new TokenRow(
                secret.substring(4, 12),
                kind,
                name,
                scope.name().toLowerCase(Locale.ROOT),
                Tokens.hash(secret),
                parent,
                clock.millis(),
                expiresMillis,
                0);
        Fresh fresh = new Fresh(row, secret);
        return store.add(row).thenApply(done -> {
            rows.put(row.id(), row);
            return fresh;
        });
    }

    private void dropExpired() {
        long now = clock.millis();
        Set<String> old = new HashSet<>();
        for (TokenRow row : rows.values()) {
            boolean orphan = !row.parent().isEmpty() && !parentLives(row.parent(), now);
            if (row.kind().equals(SESSION) && (orphan || expired(row, now))) {
                old.add(row.id());
            }
        }
        if (!old.isEmpty()) {
            old.forEach(rows::remove);
            store.remove(old);
        }
    }

    /** Ends a token and its sessions, or one session; false when there is none. In force at once. */
    CompletionStage<Boolean> revoke(String id) {
        if (rows.remove(id) == null) {
            return CompletableFuture.completedFuture(false);
        }
        Set<String> gone = new HashSet<>(Set.of(id));
        rows.values().stream()
                .filter(row -> row.parent().equals(id))
                .map(TokenRow::id)
                .forEach(gone::add);
        gone.forEach(rows::remove);
        return store.remove(gone).thenApply(done -> true);
    }
}
