package org.attune.tuner.store;

/**
 * A token as it is stored.
 *
 * @param id 8 characters, also in the token's text
 * @param kind {@code TOKEN}, or {@code SESSION} of a browser
 * @param name for people
 * @param scope what it may do
 * @param sha256 of the whole token, hex
 * @param parent of a session the token that it came from; empty for none
 * @param expiresMillis 0 for never
 * @param usedMillis of the last use, to about a minute; 0 for none
 */
public record TokenRow(
        String id,
        String kind,
        String name,
        String scope,
        String sha256,
        String parent,
        long createdMillis,
        long expiresMillis,
        long usedMillis) {

    /** The same, used later. */
    public TokenRow used(long millis) {
        return new TokenRow(id, kind, name, scope, sha256, parent, createdMillis, expiresMillis, millis);
    }
}
