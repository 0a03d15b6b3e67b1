package org.attune.tuner.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.attune.cluster.agent.BlobSource;
import org.attune.cluster.agent.LocalAgent;
import org.attune.cluster.agent.LogSink;
import org.attune.cluster.gang.LeaseSettings;
import org.attune.cluster.membership.ClusterNode;
import org.attune.runner.docker.Engine;
import org.attune.runner.docker.ImageBuilds;
import org.attune.tuner.api.RestServer;
import org.attune.tuner.api.RestSettings;
import org.attune.tuner.api.Tokens;
import org.attune.tuner.cli.CliFailure;
import org.attune.tuner.cli.ExitCode;
import org.attune.tuner.cli.Launcher;
import org.attune.tuner.config.Build;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.config.DataDirectoryBusy;
import org.attune.tuner.control.Control;
import org.attune.tuner.control.ControlSettings;
import org.attune.tuner.control.RunnerStart;
import org.attune.tuner.store.SqlStudyStore;
import org.jspecify.annotations.Nullable;

/**
 * A process with the control role: every service is made here, joined here, and ended here in the reverse order. The store
 * and the cluster node start side by side, since each takes most of a second.
 */
final class Wiring implements Launcher.Running {

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(3);
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
    private static final Duration GANG_GRACE = Duration.ofSeconds(5);
    private static final Duration GANG_PATIENCE = Duration.ofSeconds(15);

    private final DataDirectory directory;
    private final DataDirectory.Lock lock;
    private final SqlStudyStore store;
    private final ClusterNode node;
    private final Control control;
    private final @Nullable LocalAgent agent;
    private final ImageBuilds images;
    private final RestServer rest;
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final boolean endsItsGangs;
    private final boolean firstStart;
    private volatile boolean closed;

    /** What differs between a server and an embedded run. */
    private record Shape(
            Path data,
            @Nullable Path shared,
            String host,
            @Nullable Integer port,
            OptionalInt clusterPort,
            boolean withAgent,
            boolean insecure,
            Predicate<String> drives,
            boolean endsItsGangs,
            RestSettings.@Nullable Tls tls,
            String purpose) {}

    static Launcher.Running server(Launcher.ServerOptions options) {
        return start(new Shape(
                options.data(),
                options.shared(),
                options.host(),
                options.port().isPresent() ? Integer.valueOf(options.port().getAsInt()) : null,
                options.clusterPort(),
                options.withAgent(),
                options.insecure(),
                name -> true,
                false,
                tls(options),
                "server"));
    }

    static Launcher.Running embedded(Launcher.EmbeddedOptions options) {
        String study = options.drives();
        return start(new Shape(
                options.data(),
                options.shared(),
                "127.0.0.1",
                null,
                OptionalInt.of(0),
                true,
                false,
                name -> name.equals(study),
                true,
                null,
                "run"));
    }

    private static RestSettings.@Nullable Tls tls(Launcher.ServerOptions options) {
        Path certificate = options.tlsCertificate();
        Path key = options.tlsKey();
        return certificate == null || key == null ? null : new RestSettings.Tls(certificate, key);
    }

    private static Wiring start(Shape shape) {
        DataDirectory directory = DataDirectory.at(shape.data());
        DataDirectory.Lock lock;
        try {
            lock = directory.lock(shape.purpose(), LOCK_PATIENCE);
        } catch (DataDirectoryBusy e) {
            throw new CliFailure(ExitCode.CONFLICT, String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, String.valueOf(e.getMessage()));
        }
        try {
            ProcessLog.into(directory.root().resolve("attune.log"));
            return new Wiring(shape, directory, lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e instanceof CliFailure failure
                    ? failure
                    : new CliFailure(
                            ExitCode.UNEXPECTED,
                            "the " + shape.purpose() + " cannot start: " + rootWords(e) + "\n  help: its log is "
                                    + directory.root().resolve("attune.log"));
        }
    }

    private Wiring(Shape shape, DataDirectory directory, DataDirectory.Lock lock) throws IOException {
        this.directory = directory;
        this.lock = lock;
        this.endsItsGangs = shape.endsItsGangs();
        InstantSource clock = InstantSource.system();
        CompletableFuture<SqlStudyStore> opening =
                CompletableFuture.supplyAsync(() -> SqlStudyStore.open(directory.store(), clock));
        this.node = Ports.cluster(
                shape.host(),
                shape.clusterPort(),
                shape.withAgent() ? Set.of(ClusterNode.CONTROL, ClusterNode.AGENT) : Set.of(ClusterNode.CONTROL));
        node.formAlone();
        this.store = opening.join();
        LeaseSettings lease = Leases.configured();
        ControlSettings.StudyFiles files = new StudyLeftovers(directory)::remove;
        this.control = Control.start(
                node.system(),
                store,
                RunnerStart.own(node.system(), lease),
                ControlSettings.server(files).driving(shape.drives()));
        this.images = new ImageBuilds(
                Engine.at(Containers.configured(System.getenv()).engine()),
                BlobSource.ofDirectory(directory.blobs())::fetch);
        this.firstStart = !Files.exists(directory.adminToken());
        Tokens tokens = Tokens.open(directory);
        this.rest = RestServer.start(
                new RestSettings(shape.host(), shape.port(), shape.insecure(), Set.of(), Build.version(), directory)
                        .with(shape.tls())
                        .withTrials(shape.shared()),
                control.studies(),
                store.queries(),
                tokens,
                store.tokens(),
                new Door(node, Build.version(), images),
                (into, wanted) -> store.backup(directory, into, wanted),
                clock);
        this.agent = shape.withAgent() ? localAgent(shape, tokens, lease) : null;
        await(control.ready());
        writeServerJson();
        node.terminated().thenAccept(done -> {
            if (!closed) {
                ended.complete(ExitCode.UNEXPECTED);
            }
        });
    }

    @Override
    public String url() {
        return rest.url();
    }

    @Override
    public String loginUrl() {
        return firstStart ? rest.loginUrl() : "";
    }

    @Override
    public CompletionStage<Integer> ended() {
        return ended;
    }

    /** Nothing new comes in, decisions end, then what carries them, then the store, then the claim on the directory. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Files.deleteIfExists(directory.serverJson());
        } catch (IOException e) {
            // a stale one is not believed anyway: the lock is free
        }
        rest.close();
        if (endsItsGangs) {
            control.takeGangsBack("its run ended", GANG_GRACE, GANG_PATIENCE);
        }
        control.close();
        if (agent != null) {
            agent.close();
        }
        images.close();
        node.close();
        store.close();
        lock.close();
        ended.complete(ExitCode.OK);
    }

    private LocalAgent localAgent(Shape shape, Tokens tokens, LeaseSettings lease) {
        AgentSetup setup = AgentSetup.onThisMachine(shape.host(), directory, shape.shared(), rest.url(), tokens, lease);
        return LocalAgent.start(node.system(), setup.settings(), setup.blobs(), LogSink.LOCAL);
    }

    private void writeServerJson() throws IOException {
        Path temporary = directory.root().resolve("server.json.new");
        Files.writeString(
                temporary,
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"url\":\"" + rest.url() + "\"}\n",
                StandardCharsets.UTF_8);
        Files.move(
                temporary, directory.serverJson(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void await(CompletionStage<Void> ready) {
        try {
            ready.toCompletableFuture().get(READY_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "the studies did not come back within " + READY_PATIENCE.toSeconds() + " s", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(rootWords(e), e);
        }
    }

    static String rootWords(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && (root instanceof CompletionException || root.getMessage() == null)) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
