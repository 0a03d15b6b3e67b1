package org.attune.tuner.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Starts what outlives a request. The program's entry hands it to the command line, so that a client command loads none
 * of it. Each method returns once its service answers, and fails with {@link CliFailure} when it cannot start.
 */
public interface Launcher {

    /** A server with the control role, for several studies. */
    Running startServer(ServerOptions options);

    /** Control and agent in this very process, for one run. */
    Running startEmbedded(EmbeddedOptions options);

    /** A node that joins a server. */
    Running startAgent(AgentOptions options);

    /** Looks at this machine. Takes seconds where a driver is slow to answer. */
    default Machine machine() {
        throw new UnsupportedOperationException("this program starts nothing");
    }

    /** Loads the classes of a whole start and of a client's request, for the class archive. */
    void warmUp(Path scratch);

    /** Something started. */
    interface Running {

        /** Base URL of its REST API, or for an agent that of its server; without a trailing slash. */
        String url();

        /** An address that opens the dashboard once, of a server that was never started before; empty otherwise. */
        default String loginUrl() {
            return "";
        }

        /** Completes when it has ended by itself, with its exit code. */
        CompletionStage<Integer> ended();

        /** Ends it cleanly; returns when it has ended. */
        void close();
    }

    /**
     * This machine as an agent would offer it.
     *
     * @param cpus CPUs that may be used
     * @param memoryBytes memory; 0 when it is not known
     * @param models the model of each device that was found
     * @param deviceProblem why devices cannot be found or used; empty when they can
     */
    record Machine(double cpus, long memoryBytes, List<String> models, String deviceProblem) {
        public Machine {
            models = List.copyOf(models);
        }
    }

    /**
     * How to start a server.
     *
     * @param data its data directory
     * @param shared a directory that every node sees under the same path; null for none
     * @param host address to bind
     * @param port REST port; empty for 8080 or the next free one
     * @param clusterPort Pekko port; empty for 7355 or the next free one
     * @param withAgent whether this process offers its machine as a node too
     * @param insecure whether an address beyond loopback is allowed without TLS
     * @param tlsCertificate PEM file; null to answer in the clear
     * @param tlsKey PEM file of its key; null with the certificate
     */
    record ServerOptions(
            Path data,
            @Nullable Path shared,
            String host,
            OptionalInt port,
            OptionalInt clusterPort,
            boolean withAgent,
            boolean insecure,
            @Nullable Path tlsCertificate,
            @Nullable Path tlsKey) {}

    /**
     * How to start an embedded run.
     *
     * @param data its data directory
     * @param shared null for none
     * @param drives the study that goes on when it starts; null for none, then every open one is paused
     */
    record EmbeddedOptions(
            Path data, @Nullable Path shared, @Nullable String drives) {}

    /**
     * How to start an agent.
     *
     * @param server base URL of the server
     * @param tokenFile a token of scope agent; null to use the data directory's admin token
     * @param data its data directory
     * @param shared null for none
     * @param name of the node; empty for the host's name
     * @param host address on which other nodes reach this one
     * @param port Pekko port; empty for a free one
     * @param cpus offered; empty for all
     * @param memoryBytes offered; 0 for all
     * @param devices {@code all}, {@code none}, {@code 0,1} or {@code A100:4}
     * @param labels of the node
     * @param rules what its operator says about containers and devices, in place of the environment's variables
     */
    record AgentOptions(
            URI server,
            @Nullable Path tokenFile,
            Path data,
            @Nullable Path shared,
            String name,
            String host,
            OptionalInt port,
            OptionalDouble cpus,
            long memoryBytes,
            String devices,
            Map<String, String> labels,
            Map<String, String> rules) {}
}
