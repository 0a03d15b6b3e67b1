package org.attune.tuner.api;

import java.util.Set;
import org.attune.tuner.config.DataDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server answers.
 *
 * @param host address to listen on; anything but the loopback needs {@code insecure}
 * @param port 1 to 65535, 0 for any free one; null for the first free one from {@link #FIRST_PORT} on
 * @param insecure whether to answer on other addresses without TLS
 * @param hostNames names by which clients may call the server, beside localhost and addresses
 * @param version of Attune, for people
 * @param data where blobs and logs are
 */
public record RestSettings(
        String host,
        @Nullable Integer port,
        boolean insecure,
        Set<String> hostNames,
        String version,
        DataDirectory data) {

    /** The port that is tried first when none is named. */
    public static final int FIRST_PORT = 8080;

    public RestSettings {
        hostNames = Set.copyOf(hostNames);
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("port " + port + " (expected: 0 to 65535)");
        }
    }

    /** On the loopback. */
    public static RestSettings local(@Nullable Integer port, String version, DataDirectory data) {
        return new RestSettings("127.0.0.1", port, false, Set.of(), version, data);
    }
}
