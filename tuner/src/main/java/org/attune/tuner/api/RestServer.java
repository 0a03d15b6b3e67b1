package org.attune.tuner.api;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HandlerType;
import io.javalin.http.servlet.JavalinServlet;
import io.javalin.http.servlet.ServletEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import kotlin.LazyKt;
import org.attune.tuner.control.Studies;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.TokenStore;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The REST server. Its threads never block: mutations go through {@link Studies} and are answered when they are
 * durable, reads
 * run on a small pool of their own.
 */
public final class RestServer implements AutoCloseable {

    /** The largest body that is read as a whole: 4 MiB. */
    static final long MAX_BODY = 4L << 20;

    private static final int PORTS_TO_TRY = 100;
    private static final int MAX_THREADS = 32;
    private static final long IDLE_MILLIS = 90_000;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Javalin javalin;
    private final FrontDoor door;
    private final Pools pools;
    private final StudyWatch watch;
    private final LogTails tails;
    private final Events events;
    private final AuditLog audit;
    private final LoginCodes codes;
    private final List<Route> routes;
    private final String url;

    private RestServer(
            Javalin javalin,
            FrontDoor door,
            Pools pools,
            StudyWatch watch,
            LogTails tails,
            Events events,
            AuditLog audit,
            LoginCodes codes,
            List<Route> routes,
            String url) {
        this.javalin = javalin;
        this.door = door;
        this.pools = pools;
        this.watch = watch;
        this.tails = tails;
        this.events = events;
        this.audit = audit;
        this.codes = codes;
        this.routes = routes;
        this.url = url;
    }

    /** Starts a server that makes no backups. */
    public static RestServer start(
            RestSettings settings,
            Studies studies,
            StudyQueries queries,
            Tokens tokens,
            TokenStore made,
            ClusterDoor cluster,
            InstantSource clock)
            throws IOException {
        Backups none = (into, wanted) -> {
            throw new IOException("this server makes no backups");
        };
        return start(settings, studies, queries, tokens, made, cluster, none, clock);
    }

    /**
     * Starts a server; it answers when this returns.
     *
     * @throws IOException when the port is taken, or none of those tried is free
     * @throws IllegalArgumentException when the address is not the loopback and the settings are not {@code insecure}
     */
    public static RestServer start(
            RestSettings settings,
            Studies studies,
            StudyQueries queries,
            Tokens tokens,
            TokenStore made,
            ClusterDoor cluster,
            Backups backups,
            InstantSource clock)
            throws IOException {
        InetAddress address = InetAddress.getByName(settings.host());
        if (!address.isLoopbackAddress() && settings.tls() == null && !settings.insecure()) {
            throw new IllegalArgumentException("refusing to listen on " + settings.host()
                    + ": tokens and data would cross the network in the clear. Give --tls-cert and --tls-key, stay on"
                    + " 127.0.0.1, or say --insecure");
        }
        ServerSocketChannel channel = bind(address, settings);
        boolean started = false;
        Pools pools = new Pools();
        try {
            RestServer server =
                    start(settings, channel, studies, queries, tokens, made, cluster, backups, clock, pools);
            started = true;
            return server;
        } finally {
            if (!started) {
                pools.close();
                channel.close();
            }
        }
    }

    private static RestServer start(
            RestSettings settings,
            ServerSocketChannel channel,
            Studies studies,
            StudyQueries queries,
            Tokens tokens,
            TokenStore made,
            ClusterDoor cluster,
            Backups backups,
            InstantSource clock,
            Pools pools)
            throws IOException {
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
        String url = (settings.tls() == null ? "http://" : "https://") + host + ":" + port;
        StudyWatch watch = new StudyWatch(queries, pools);
        LogTails tails = new LogTails(clock, pools);
        FrontDoor door = new FrontDoor(hostNames(settings), "req-" + randomPrefix() + "-");
        Meters meters = new Meters();
        TokenTable table = new TokenTable(made, clock);
        Gate gate = new Gate(tokens, table, settings.limits(), "attune_session_" + port, System::nanoTime);
        LoginCodes codes = new LoginCodes(clock);
        Operations operations = new Operations(clock, RestServer::fiveBytes);
        List<Route> routes = new ArrayList<>(
                Routes.table(settings, studies, queries, cluster, clock, pools, watch, tails, operations));
        routes.addAll(new OperationRoutes(operations, backups, settings.data().backups(), pools, clock).routes());
        Events events = new Events(queries, studies, pools, clock);
        routes.addAll(new EventRoutes(events).routes());
        routes.addAll(new NodeRoutes(studies, tokens).routes());
        routes.addAll(new AccessRoutes(table, gate, codes, clock, url).routes());
        routes.addAll(
                new MetricsRoutes(studies, queries, pools, meters, clock, door::inFlight, settings.version()).routes());
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 4, 60_000);
        threads.setName("attune-rest");
        threads.setDaemon(true);
        AuditLog audit = new AuditLog(settings.data().root().resolve("audit.log"), clock);
        OwnTrials ownTrials = new OwnTrials(queries, pools, System::nanoTime);
        Dispatch dispatch = new Dispatch(
                gate, routes, ownTrials, pools, threads, meters, audit, new Repeats(made.replies(), pools));
        WebPages pages = new WebPages();
        SslContextFactory.@Nullable Server tls = settings.tls() == null ? null : TlsFiles.read(settings.tls());
        Javalin javalin = Javalin.create(config -> {
            configure(config, threads, door, channel, tls);
            register(config, routes, dispatch, pages);
        });
        javalin.start();
        return new RestServer(javalin, door, pools, watch, tails, events, audit, codes, routes, url);
    }

    /** An address that opens the dashboard, once, for whoever may do everything. */
    public String loginUrl() {
        return url + "/#login=" + codes.create(Tokens.ADMIN_ID, "admin", Scope.ADMIN);
    }

    /** Where the server answers, without a slash at its end. */
    public String url() {
        return url;
    }

    /** All that is served. */
    List<Route> routes() {
        return List.copyOf(routes);
    }

    /** How many requests are under way. */
    int inFlight() {
        return door.inFlight();
    }

    /** Lets nothing new in, waits up to 5 s for what is under way, then ends. */
    @Override
    public void close() {
        door.startClosing();
        watch.close();
        tails.close();
        events.close();
        long deadline = System.nanoTime() + DRAIN_NANOS;
        while (door.inFlight() > 0 && System.nanoTime() < deadline) {
            if (!pause()) {
                break;
            }
        }
        javalin.stop();
        pools.close();
        audit.close();
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(5);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ServerSocketChannel bind(InetAddress address, RestSettings settings) throws IOException {
        Integer named = settings.port();
        int first = named == null ? RestSettings.FIRST_PORT : named;
        int last = named == null ? first + PORTS_TO_TRY - 1 : first;
        IOException refused = new IOException("no port tried");
        for (int port = first; port <= last; port++) {
            ServerSocketChannel channel = ServerSocketChannel.open();
            try {
                channel.bind(new InetSocketAddress(address, port), 1_024);
                return channel;
            } catch (IOException e) {
                channel.close();
                refused = e;
            }
        }
        throw new IOException(
                named == null
                        ? "ports " + first + " to " + last + " are all taken; name one with --port"
                        : "port " + named + " of " + settings.host() + " cannot be used: " + refused.getMessage(),
                refused);
    }

    private static void configure(
            JavalinConfig config,
            QueuedThreadPool threads,
            FrontDoor door,
            ServerSocketChannel channel,
            SslContextFactory.@Nullable Server tls) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = MAX_BODY;
        config.http.prefer405over404 = false;
        // compressed answers break raw downloads, and loopback needs none
        config.http.compressionStrategy = io.javalin.compression.CompressionStrategy.NONE;
        // the library's own entry would set up web sockets as well: 100 classes more to load, and not used
        config.unsafe.servlet = LazyKt.lazyOf(new ServletEntry(null, new JavalinServlet(config.unsafe)));
        config.jetty.threadPool = threads;
        config.jetty.modifyServer(server -> {
            server.setHandler(door);
            server.setErrorHandler(new PlainErrors());
            // close() has waited already; what is open after that is an idle connection
            server.setStopTimeout(0);
        });
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.setRequestHeaderSize(16 * 1024);
        });
        config.jetty.addConnector((server, http) -> connector(server, factories(http, tls), channel));
    }

    private static ConnectionFactory[] factories(HttpConfiguration http, SslContextFactory.@Nullable Server tls) {
        HttpConnectionFactory plain = new HttpConnectionFactory(http);
        if (tls == null) {
            return new ConnectionFactory[] {plain};
        }
        // a client may name the server by its address, for which there is no SNI
        http.addCustomizer(new SecureRequestCustomizer(false));
        return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
    }

    private static ServerConnector connector(
            Server server, ConnectionFactory[] factories, ServerSocketChannel channel) {
        ServerConnector connector = new ServerConnector(server, 1, 1, factories);
        connector.setIdleTimeout(IDLE_MILLIS);
        try {
            connector.open(channel);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return connector;
    }

    private static void register(JavalinConfig config, List<Route> routes, Dispatch dispatch, WebPages pages) {
        for (Route route : routes) {
            config.routes.addHttpHandler(route.method(), route.routerPath(), context -> dispatch.serve(route, context));
            if (route.method().equals(HandlerType.GET) && routes.stream().noneMatch(r -> sameHead(r, route))) {
                config.routes.addHttpHandler(
                        HandlerType.HEAD, route.routerPath(), context -> dispatch.serve(route, context));
            }
        }
        config.routes.exception(Exception.class, (failure, context) -> dispatch.fail(context, failure));
        config.routes.error(404, context -> {
            if (context.resultInputStream() == null || !isProblem(context.res().getContentType())) {
                if (!pages.serve(context)) {
                    dispatch.answerUnrouted(context);
                }
            }
        });
        config.router.javaLangErrorHandler((response, error) -> PlainErrors.defect(response, error));
    }

    private static boolean sameHead(Route route, Route get) {
        return route.method().equals(HandlerType.HEAD) && route.path().equals(get.path());
    }

    private static boolean isProblem(String contentType) {
        return contentType != null && contentType.startsWith("application/problem+json");
    }

    private static Set<String> hostNames(RestSettings settings) throws IOException {
        Set<String> names = new HashSet<>();
        names.add(settings.host().toLowerCase(Locale.ROOT));
        settings.hostNames().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        // a look-up of the own name can take seconds; the kernel's is there at once
        Path kernel = Path.of("/proc/sys/kernel/hostname");
        if (Files.isReadable(kernel)) {
            names.add(Files.readString(kernel).strip().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private static byte[] fiveBytes() {
        byte[] bytes = new byte[5];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static String randomPrefix() {
        return Integer.toString(new SecureRandom().nextInt(36 * 36 * 36 * 36), 36);
    }
}
