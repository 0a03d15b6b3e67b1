package org.attune.cluster.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import org.attune.runner.docker.DockerSettings;
import org.jspecify.annotations.Nullable;

/** Says to the container runtime what this machine is and what its operator allows. */
final class ContainerSetup {

    private ContainerSetup() {}

    static DockerSettings of(AgentSettings settings) {
        int uid = own("unix:uid");
        int gid = own("unix:gid");
        String owner = owner(settings.agentDirectory());
        return new DockerSettings(
                InstantSource.system(),
                settings.name(),
                owner,
                uid == 0 ? DockerSettings.NOBODY_ELSE : uid,
                uid == 0 ? DockerSettings.NOBODY_ELSE : gid,
                settings.secretsDirectory(),
                Path.of("/dev/shm").resolve("attune-" + owner),
                settings.sharedDirectory().orElse(settings.dataDirectory()).resolve("prepared"),
                settings.containers().volumeRoots(),
                settings.cpus(),
                settings.memoryBytes(),
                !settings.devices().devices().isEmpty(),
                settings.containers().drivers(),
                interfaceOf(settings.host()),
                settings.containers().isolated());
    }

    /** The same for this agent after a restart, and another for every other agent on the machine. */
    private static String owner(Path agentDirectory) {
        try {
            byte[] path = agentDirectory.toString().getBytes(StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(path);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static int own(String attribute) {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), attribute);
        } catch (IOException e) {
            throw new UncheckedIOException("this process does not know who it is", e);
        } catch (UnsupportedOperationException e) {
            return DockerSettings.NOBODY_ELSE;
        }
    }

    /** The interface by which other nodes reach this one; empty when none has the address. */
    private static String interfaceOf(String host) {
        try {
            @Nullable NetworkInterface found = NetworkInterface.getByInetAddress(InetAddress.getByName(host));
            return found == null ? "" : found.getName();
        } catch (IOException e) {
            return "";
        }
    }
}
