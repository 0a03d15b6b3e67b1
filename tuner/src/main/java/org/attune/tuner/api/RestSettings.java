package org.attune.tuner.api;

import java.nio.file.Path;
import java.util.Set;
import org.attune.tuner.config.DataDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a server answers.
 *
 * @param host address to listen on; anything but the loopback needs TLS or {@code insecure}
 * @param port 1 to 65535, 0 for any free one; null for the first free one from {@link #FIRST_PORT} on
 * @param insecure whether to answer on other addresses without TLS
 * @param hostNames names by which clients may call the server, beside localhost and addresses
 * @param version of Attune, for people
 * @param data where blobs and logs are
 * @param tls certificate and key; null to answer in the clear
 * @param limits how much one caller may ask
 * @param trials the directory that has {@code studies/UID/N}: the data directory, or one that all nodes share
 */
public record RestSettings(
        String host,
        @Nullable Integer port,
        boolean insecure,
        Set<String> hostNames,
        String version,
        DataDirectory data,
        @Nullable Tls tls,
        RateLimits limits,
        Path trials) {

    /**
     * PEM files.
     *
     * @param certificate the server's own, then those that it was signed with
     * @param key PKCS #8, not encrypted
     */
    public record Tls(Path certificate, Path key) {}

    /** The port that is tried first when none is named. */
    public static final int FIRST_PORT = 8080;

    public RestSettings {
        hostNames = Set.copyOf(hostNames);
        if (port != null && (port < 0 || port > 65_535)) {
            throw new IllegalArgumentException("port " + port + " (expected: 0 to 65535)");
        }
    }

    /** Where and how, in the clear and with the standard limits. */
    public RestSettings(
            String host,
            @Nullable Integer port,
            boolean insecure,
            Set<String> hostNames,
            String version,
            DataDirectory data) {
        this(host, port, insecure, hostNames, version, data, null, RateLimits.STANDARD, data.root());
    }

    /** The same behind TLS. */
    public RestSettings with(@Nullable Tls material) {
        return new RestSettings(host, port, insecure, hostNames, version, data, material, limits, trials);
    }

    /** The same with what trials keep in another directory than the data directory. */
    public RestSettings withTrials(@Nullable Path shared) {
        return shared == null
                ? this
                : new RestSettings(
                        host, port, insecure, hostNames, version, data, tls, limits, shared.toAbsolutePath());
    }

    /** The same with other limits. */
    public RestSettings with(RateLimits other) {
        return new RestSettings(host, port, insecure, hostNames, version, data, tls, other, trials);
    }

    /** On the loopback. */
    public static RestSettings local(@Nullable Integer port, String version, DataDirectory data) {
        return new RestSettings("127.0.0.1", port, false, Set.of(), version, data);
    }
}
