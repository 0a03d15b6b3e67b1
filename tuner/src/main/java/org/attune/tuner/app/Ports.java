package org.attune.tuner.app;

import java.util.OptionalInt;
import java.util.Set;
import org.attune.cluster.membership.ClusterNode;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;

/** Chooses the port for other nodes: the one that was named, else 7355 or the next free one. */
final class Ports {

    private static final int CLUSTER_PORT = 7355;
    private static final int TRIES = 50;

    private Ports() {}

    static ClusterNode cluster(String host, OptionalInt port, Set<String> roles) {
        if (port.isPresent()) {
            try {
                return ClusterNode.start(new ClusterNode.Settings(host, port.getAsInt(), roles, false));
            } catch (RuntimeException e) {
                throw new CliFailure(
                        ExitCode.CONFLICT,
                        "port " + port.getAsInt() + " on " + host + " cannot be used for other nodes: "
                                + Wiring.rootWords(e) + "\n  help: name another with --cluster-port");
            }
        }
        for (int tried = CLUSTER_PORT; tried < CLUSTER_PORT + TRIES; tried++) {
            if (free(host, tried)) {
                return ClusterNode.start(new ClusterNode.Settings(host, tried, roles, false));
            }
        }
        return ClusterNode.start(new ClusterNode.Settings(host, 0, roles, false));
    }

    private static boolean free(String host, int port) {
        try (java.net.ServerSocket probe = new java.net.ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new java.net.InetSocketAddress(host, port));
            return true;
        } catch (java.io.IOException e) {
            return false;
        }
    }
}
