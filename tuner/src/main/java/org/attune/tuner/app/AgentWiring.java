package org.attune.tuner.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.attune.cluster.agent.ArtifactUploader;
import org.attune.cluster.agent.LocalAgent;
import org.attune.cluster.agent.LogUploader;
import org.attune.cluster.agent.ServerAccess;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.membership.ClusterNode;
import org.attune.cluster.schedule.Ticker;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;
import org.attune.tuner.cli.Launcher;
import org.attune.tuner.config.Build;
import org.attune.tuner.config.DataDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process with the agent role alone: it asks a server for its seat, joins the cluster and offers this machine. When
 * the server is gone it asks again until one answers, and joins anew; its workers go on under their leases meanwhile.
 */
final class AgentWiring implements Launcher.Running {

    private static final Logger LOG = LoggerFactory.getLogger(AgentWiring.class);
    private static final long JOIN_MILLIS = 60_000;
    private static final long REJOIN_AFTER_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Launcher.AgentOptions options;
    private final Path token;
    private final String name;
    private final LeaseSettings lease;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final Thread watch;
    private volatile @Nullable Joined joined;
    private volatile boolean closed;

    /** A membership: of one actor system in one cluster. */
    private record Joined(ClusterNode node, LocalAgent agent) {

        /** The agent leaves; its workers go on. */
        void close() {
            agent.close();
            node.close();
        }
    }

    private AgentWiring(Launcher.AgentOptions options, Path token, Seat seat, LeaseSettings lease) {
        this.options = options;
        this.token = token;
        this.name = seat.node();
        this.lease = lease;
        this.joined = join(seat);
        this.watch = new Thread(this::stayJoined, "attune-rejoin");
        watch.setDaemon(true);
        watch.start();
    }

    static Launcher.Running start(Launcher.AgentOptions options) {
        DataDirectory directory = DataDirectory.at(options.data());
        directory.create();
        String wanted = options.name().isEmpty() ? AgentSetup.hostName() : options.name();
        Path token = options.tokenFile() != null ? options.tokenFile() : directory.adminToken();
        if (!Files.isReadable(token)) {
            throw new CliFailure(
                    ExitCode.FORBIDDEN,
                    "there is no token in " + token
                            + "\n  help: copy agent.token from the server's data directory and name it with --token-file");
        }
        Seat seat = Seat.ask(options.server(), ServerToken.read(token), wanted, Build.version());
        ProcessLog.into(directory.agent(seat.node()).resolve("agent.log"));
        return new AgentWiring(options, token, seat, Leases.configured());
    }

    private Joined join(Seat seat) {
        ServerAccess server = new ServerAccess(options.server(), token);
        AgentSetup setup = AgentSetup.joining(options, name, server, lease);
        ClusterNode node = ClusterNode.start(
                new ClusterNode.Settings(options.host(), options.port().orElse(0), Set.of(ClusterNode.AGENT), false));
        try {
            node.join(seat.seeds());
            awaitUp(node, seat);
            LocalAgent agent = LocalAgent.start(
                    node.system(),
                    setup.settings(),
                    setup.blobs(),
                    new LogUploader(
                            server,
                            setup.settings().logDirectory(),
                            Ticker.SYSTEM,
                            InstantSource.system(),
                            options.shared() == null ? new ArtifactUploader(server) : null));
            return new Joined(node, agent);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    /** An actor system that was once in a cluster joins no other: it is made anew when the server has been away. */
    private void stayJoined() {
        long heard = Ticker.SYSTEM.nanos();
        long asked = heard;
        while (!closed && Pauses.briefly()) {
            long now = Ticker.SYSTEM.nanos();
            Joined membership = joined;
            if (membership != null && membership.node().hearsControl()) {
                heard = now;
            } else if (now - heard > REJOIN_AFTER_NANOS && now - asked > ASK_AGAIN_NANOS) {
                heard = rejoin() ? Ticker.SYSTEM.nanos() : heard;
                asked = Ticker.SYSTEM.nanos();
            }
        }
    }

    private synchronized boolean rejoin() {
        if (closed) {
            return false;
        }
        try {
            Seat seat = Seat.ask(options.server(), ServerToken.read(token), name, Build.version());
            LOG.info("the server is back at {}: joining it anew", seat.seeds());
            Joined before = joined;
            joined = null;
            if (before != null) {
                before.close();
            }
            joined = join(seat);
            return true;
        } catch (CliFailure e) {
            LOG.warn("not joined: {}", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOG.error("not joined", e);
            return false;
        }
    }

    @Override
    public String url() {
        return options.server().toString();
    }

    @Override
    public CompletionStage<Integer> ended() {
        return ended;
    }

    /** The agent leaves; its workers go on under their leases until the next agent of this name adopts them. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.interrupt();
        synchronized (this) {
            Joined last = joined;
            joined = null;
            if (last != null) {
                last.close();
            }
        }
        ended.complete(ExitCode.OK);
    }

    private void awaitUp(ClusterNode node, Seat seat) {
        long deadline = Ticker.SYSTEM.nanos() + JOIN_MILLIS * 1_000_000;
        while (Cluster.get(node.system()).selfMember().status() != MemberStatus.up()) {
            if (closed || Ticker.SYSTEM.nanos() - deadline > 0 || !Pauses.briefly()) {
                throw new CliFailure(
                        ExitCode.TIMED_OUT,
                        "the cluster at " + String.join(", ", seat.seeds()) + " did not let this node in within "
                                + JOIN_MILLIS / 1000
                                + " s\n  help: can this machine reach that port, and be reached under --host?");
            }
        }
    }
}
