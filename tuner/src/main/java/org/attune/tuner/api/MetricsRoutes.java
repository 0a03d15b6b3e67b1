package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.attune.cluster.gang.Capacity;
import org.attune.cluster.gang.GangView;
import org.attune.cluster.gang.NodeView;
import org.attune.tuner.control.ProposalTimes;
import org.attune.tuner.control.Studies;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.Totals;
import org.jspecify.annotations.Nullable;

/** The numbers of a server for Prometheus. */
final class MetricsRoutes {

    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final Studies studies;
    private final StudyQueries queries;
    private final Pools pools;
    private final Meters meters;
    private final InstantSource clock;
    private final IntSupplier inFlight;
    private final String version;
    private volatile @Nullable Kept kept;

    private record Kept(Totals totals, long atMillis) {}

    MetricsRoutes(
            Studies studies,
            StudyQueries queries,
            Pools pools,
            Meters meters,
            InstantSource clock,
            IntSupplier inFlight,
            String version) {
        this.studies = studies;
        this.queries = queries;
        this.pools = pools;
        this.meters = meters;
        this.clock = clock;
        this.inFlight = inFlight;
        this.version = version;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, "/api/v1/metrics", Access.READ, Set.of(), Route.Body.NONE, this::metrics),
                Route.of(GET, "/metrics", Access.READ, Set.of(), Route.Body.NONE, this::metrics));
    }

    private CompletionStage<Reply> metrics(Call call) {
        return pools.read(this::totals).thenCombine(studies.capacity(), (totals, capacity) -> {
            StringBuilder out = new StringBuilder(16 * 1024);
            gauge(out, "attune_info", "What runs.", Map.of("version=\"" + version + "\"", 1.0));
            gauge(out, "attune_http_requests_in_flight", "Requests under way.", Map.of("", (double)
                    inFlight.getAsInt()));
            gauge(out, "attune_store_commits", "Number of the newest commit.", Map.of("", (double) totals.commits()));
            gauge(out, "attune_studies", "Studies by state.", labelled("state", totals.studies()));
            gauge(out, "attune_trials", "Trials by stored state.", labelled("state", totals.trials()));
            cluster(out, capacity);
            proposals(out, studies.proposalTimes().measured());
            machine(out);
            meters.write(out);
            return new Reply.Whole(200, TYPE, out.toString().getBytes(StandardCharsets.UTF_8), Map.of());
        });
    }

    /** Counting all trials takes a while, and scrapers may be several. */
    private Totals totals() {
        Kept known = kept;
        long now = clock.millis();
        if (known == null || now - known.atMillis() > FRESH.toMillis()) {
            known = new Kept(queries.totals(), now);
            kept = known;
        }
        return known.totals();
    }

    private static void cluster(StringBuilder out, Capacity capacity) {
        Map<String, Long> nodes = new TreeMap<>();
        double total = 0;
        double free = 0;
        for (NodeView node : capacity.nodes()) {
            nodes.merge(node.state(), 1L, Long::sum);
            if (node.state().equals("UP")) {
                total += node.total().devices();
                free += node.free().devices();
            }
        }
        Map<String, Long> gangs = new TreeMap<>();
        for (GangView gang : capacity.gangs()) {
            gangs.merge(gang.state(), 1L, Long::sum);
        }
        gauge(out, "attune_nodes", "Nodes by state.", labelled("state", nodes));
        gauge(out, "attune_devices", "Devices of the nodes that are up.", Map.of("", total));
        gauge(out, "attune_devices_free", "Devices that nobody uses.", Map.of("", free));
        gauge(out, "attune_gangs", "Gangs by state.", labelled("state", gangs));
    }

    private static void proposals(StringBuilder out, ProposalTimes.Measured measured) {
        String name = "attune_propose_seconds";
        out.append("# HELP ").append(name).append(" Wait of a study for proposals of its strategy.\n");
        out.append("# TYPE ").append(name).append(" histogram\n");
        long total = 0;
        for (int i = 0; i < measured.counts().length; i++) {
            total += measured.counts()[i];
            String bound = i < measured.bounds().length ? Double.toString(measured.bounds()[i]) : "+Inf";
            out.append(name)
                    .append("_bucket{le=\"")
                    .append(bound)
                    .append("\"} ")
                    .append(total)
                    .append('\n');
        }
        out.append(name).append("_sum ").append(measured.seconds()).append('\n');
        out.append(name).append("_count ").append(total).append('\n');
        gauge(out, name + "_max", "The longest wait since the start.", Map.of("", measured.longest()));
    }

    private static void machine(StringBuilder out) {
        Runtime runtime = Runtime.getRuntime();
        gauge(out, "attune_memory_used_bytes", "Heap in use.", Map.of("", (double)
                (runtime.totalMemory() - runtime.freeMemory())));
        gauge(out, "attune_memory_max_bytes", "Largest heap.", Map.of("", (double) runtime.maxMemory()));
        gauge(out, "attune_threads", "Threads.", Map.of("", (double)
                ManagementFactory.getThreadMXBean().getThreadCount()));
        long millis = 0;
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += Math.max(0, gc.getCollectionTime());
        }
        out.append("# HELP attune_gc_seconds_total Time spent collecting garbage.\n")
                .append("# TYPE attune_gc_seconds_total counter\nattune_gc_seconds_total ")
                .append(millis / 1000.0)
                .append('\n');
        gauge(
                out,
                "attune_uptime_seconds",
                "Since the start.",
                Map.of("", ManagementFactory.getRuntimeMXBean().getUptime() / 1000.0));
    }

    private static Map<String, Double> labelled(String label, Map<String, Long> counts) {
        Map<String, Double> values = new TreeMap<>();
        counts.forEach((word, count) -> values.put(label + "=\"" + word + "\"", (double) count));
        return values;
    }

    private static void gauge(StringBuilder out, String name, String help, Map<String, Double> values) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(" gauge\n");
        values.forEach((labels, value) -> {
            out.append(name);
            if (!labels.isEmpty()) {
                out.append('{').append(labels).append('}');
            }
            boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
            out.append(' ')
                    .append(whole ? Long.toString(value.longValue()) : Double.toString(value))
                    .append('\n');
        });
    }
}
