package org.attune.tuner.api;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Codes that open a browser's session once, within a quarter of an hour. They stand behind the # of an address. */
final class LoginCodes {

    static final Duration LIFE = Duration.ofMinutes(15);
    private static final int MAX_CODES = 100;

    /** Who a code lets in. */
    record Grant(String tokenId, String name, Scope scope, long untilMillis) {}

    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    /** By hash, so that a dump of memory tells no code. */
    private final Map<String, Grant> grants = new LinkedHashMap<>();

    LoginCodes(InstantSource clock) {
        this.clock = clock;
    }

    /** A new code for a session like this token's. */
    synchronized String create(String tokenId, String name, Scope scope) {
        grants.values().removeIf(grant -> grant.untilMillis() <= clock.millis());
        if (grants.size() >= MAX_CODES) {
            grants.remove(grants.keySet().iterator().next());
        }
        byte[] raw = new byte[24];
        random.nextBytes(raw);
        String code = HexFormat.of().formatHex(raw);
        grants.put(
                Tokens.hash(code),
                new Grant(tokenId, name, scope, clock.instant().plus(LIFE).toEpochMilli()));
        return code;
    }

    /** What a code is good for; it is good for nothing afterwards. */
    synchronized Optional<Grant> use(String code) {
        Grant grant = grants.remove(Tokens.hash(code));
        return Optional.ofNullable(grant).filter(known -> known.untilMillis() > clock.millis());
    }
}
