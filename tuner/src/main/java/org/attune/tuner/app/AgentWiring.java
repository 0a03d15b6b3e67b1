package org.attune.tuner.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
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

/** A process with the agent role alone: it asks a server for its seat, joins the cluster and offers this machine. */
final class AgentWiring implements Launcher.Running {

    private static final long JOIN_MILLIS = 60_000;

    private final String url;
    private final ClusterNode node;
    private final LocalAgent agent;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private volatile boolean closed;

    private AgentWiring(String url, ClusterNode node, LocalAgent agent) {
        this.url = url;
        this.node = node;
        this.agent = agent;
        node.terminated().thenAccept(done -> {
            if (!closed) {
                ended.complete(ExitCode.UNEXPECTED);
            }
        });
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
        LeaseSettings lease = Leases.configured();
        ServerAccess server = new ServerAccess(options.server(), token);
        AgentSetup setup = AgentSetup.joining(options, seat.node(), server, lease);
        ClusterNode node = ClusterNode.start(
                new ClusterNode.Settings(options.host(), options.port().orElse(0), Set.of(ClusterNode.AGENT), false));
        try {
            node.join(seat.seeds());
            awaitUp(node, seat);
            LocalAgent agent = LocalAgent.start(
                    node.system(),
                    setup.settings(),
                    setup.blobs(),
                    new LogUploader(server, setup.settings().logDirectory(), Ticker.SYSTEM, InstantSource.system()));
            return new AgentWiring(options.server().toString(), node, agent);
        } catch (RuntimeException e) {
            node.close();
            throw e;
        }
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public CompletionStage<Integer> ended() {
        return ended;
    }

    /** The agent leaves; its workers go on under their leases until the next agent of this name adopts them. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        agent.close();
        node.close();
        ended.complete(ExitCode.OK);
    }

    private static void awaitUp(ClusterNode node, Seat seat) {
        long deadline = Ticker.SYSTEM.nanos() + JOIN_MILLIS * 1_000_000;
        while (Cluster.get(node.system()).selfMember().status() != MemberStatus.up()) {
            if (Ticker.SYSTEM.nanos() - deadline > 0 || !Pauses.briefly()) {
                throw new CliFailure(
                        ExitCode.TIMED_OUT,
                        "the cluster at " + String.join(", ", seat.seeds()) + " did not let this node in within "
                                + JOIN_MILLIS / 1000
                                + " s\n  help: can this machine reach that port, and be reached under --host?");
            }
        }
    }
}
