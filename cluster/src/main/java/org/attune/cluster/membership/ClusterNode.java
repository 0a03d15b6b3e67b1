package org.attune.cluster.membership;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.jspecify.annotations.Nullable;

/** This process as a member of the cluster: the actor system, its address, and how it joins and leaves. */
public final class ClusterNode implements AutoCloseable {

    /** The role of the one that decides. */
    public static final String CONTROL = "control";

    /** The role of a machine that runs gangs. */
    public static final String AGENT = "agent";

    /** Where blocking work runs; part of every configuration that {@link #config} makes. */
    public static final String BLOCKING_DISPATCHER = "attune.blocking-dispatcher";

    private static final String SYSTEM = "attune";
    private static final Duration LEAVE_DEADLINE = Duration.ofSeconds(10);

    private final ActorSystem<Void> system;

    private ClusterNode(ActorSystem<Void> system) {
        this.system = system;
    }

    /**
     * How a node is made.
     *
     * @param host where it listens, and how the others reach it; the wire is not encrypted, so by default loopback
     * @param port where it listens; 0 for a free one
     * @param roles {@link #CONTROL}, {@link #AGENT} or both
     * @param exitJvm whether the process ends when the cluster excludes it, for processes that somebody starts again
     */
    public record Settings(String host, int port, Set<String> roles, boolean exitJvm) {

        /** Checks roles and port. */
        public Settings {
            roles = Set.copyOf(roles);
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
            }
            if (roles.isEmpty() || !Set.of(CONTROL, AGENT).containsAll(roles)) {
                throw new IllegalArgumentException("roles: " + roles + " (expected: control, agent or both)");
            }
        }

        /** On loopback, at a free port. */
        public static Settings onLoopback(Set<String> roles) {
            return new Settings("127.0.0.1", 0, roles, false);
        }
    }

    /**
     * Starts the actor system; it is no member before {@link #formAlone} or {@link #join}.
     *
     * @throws RuntimeException when the port cannot be bound
     */
    public static ClusterNode start(Settings settings) {
        return new ClusterNode(ActorSystem.create(Behaviors.empty(), SYSTEM, config(settings)));
    }

    /** The whole configuration of a node. */
    public static Config config(Settings settings) {
        Map<String, Object> own = Map.of(
                "pekko.remote.artery.canonical.hostname", settings.host(),
                "pekko.remote.artery.canonical.port", settings.port(),
                "pekko.cluster.roles", ConfigValueFactory.fromIterable(settings.roles()),
                "pekko.coordinated-shutdown.exit-jvm", settings.exitJvm());
        Config node = ConfigFactory.parseResources(
                ClusterNode.class,
                "cluster-node.conf",
                ConfigParseOptions.defaults().setAllowMissing(false));
        return ConfigFactory.parseMap(own)
                .withFallback(node)
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }

    /** The actor system. */
    public ActorSystem<Void> system() {
        return system;
    }

    /** The address that others join, such as {@code pekko://attune@127.0.0.1:7355}. */
    public String address() {
        return Cluster.get(system).selfMember().address().toString();
    }

    /** The port that it listens on. */
    public int port() {
        return Cluster.get(system).selfMember().address().getPort().orElse(0);
    }

    /** Becomes the first member of a new cluster. */
    public void formAlone() {
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }

    /**
     * Joins an existing cluster; tried again until it succeeds, for at most a minute.
     *
     * @param seeds addresses as {@link #address} gives them
     * @throws IllegalArgumentException when one is no address
     */
    public void join(List<String> seeds) {
        List<Address> addresses = seeds.stream().map(ClusterNode::parse).toList();
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("no address to join");
        }
        Cluster.get(system).manager().tell(new JoinSeedNodes(addresses));
    }

    private static Address parse(String seed) {
        @Nullable Exception problem = null;
        try {
            Address address = AddressFromURIString.parse(seed);
            if (address.hasGlobalScope()) {
                return address;
            }
        } catch (Exception e) {
            // Scala declares no checked exceptions; this one is a MalformedURLException
            problem = e;
        }
        throw new IllegalArgumentException(
                "not the address of a node, such as pekko://attune@127.0.0.1:7355: \"" + seed + "\"", problem);
    }

    /** Whether a node with the control role answers, as far as is known. */
    public boolean hearsControl() {
        if (system.getWhenTerminated().toCompletableFuture().isDone()) {
            return false;
        }
        CurrentClusterState state = Cluster.get(system).state();
        for (Member member : state.getMembers()) {
            if (member.hasRole(CONTROL)
                    && member.status().equals(MemberStatus.up())
                    && !state.getUnreachable().contains(member)) {
                return true;
            }
        }
        return false;
    }

    /** Completes when the actor system has ended, for whatever reason. */
    public CompletionStage<Void> terminated() {
        return system.getWhenTerminated().thenAccept(done -> {});
    }

    /** Leaves the cluster and ends the actor system; waits for it, at most 10 s. */
    @Override
    public void close() {
        CompletableFuture<?> done;
        if (Cluster.get(system).selfMember().status().equals(MemberStatus.removed())) {
            // it never joined: there is nobody to say goodbye to
            system.terminate();
            done = system.getWhenTerminated().toCompletableFuture();
        } else {
            done = CoordinatedShutdown.get(system)
                    .runAll(CoordinatedShutdown.unknownReason())
                    .toCompletableFuture();
        }
        try {
            done.get(LEAVE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            system.terminate();
        }
    }
}
