package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.store.StudyQueries;

/** The server itself: version, health, and the documents that are the same for all servers. */
final class ServiceRoutes {

    private static final String BASE = "/api/v1";

    private final String version;
    private final StudyQueries queries;
    private final Pools pools;

    ServiceRoutes(String version, StudyQueries queries, Pools pools) {
        this.version = version;
        this.queries = queries;
        this.pools = pools;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(open(BASE + "/version", call -> now(Reply.json(Map.of("version", version, "api", "v1")))));
        // probes and problem types look at the root
        for (String base : List.of(BASE, "")) {
            routes.add(open(base + "/healthz", call -> now(Reply.json(Map.of("status", "ok")))));
            routes.add(open(base + "/readyz", this::ready));
            routes.add(open(base + "/docs/errors/{code}", ServiceRoutes::problemPage));
        }
        routes.add(open(BASE + "/openapi.yaml", call -> document("/openapi.yaml", "application/yaml")));
        routes.add(open(BASE + "/docs", call -> pools.read(ApiPage::page)));
        routes.add(open(
                BASE + "/schema/study.json",
                call -> document("/org/attune/tuner/spec/study.schema.json", "application/schema+json")));
        return routes;
    }

    private static Route open(String path, Route.Handling handling) {
        return Route.of(GET, path, Access.PUBLIC, Set.of(), Route.Body.NONE, handling);
    }

    private static CompletionStage<Reply> now(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private CompletionStage<Reply> ready(Call call) {
        return pools.read(() -> {
            queries.cursor();
            return Reply.json(Map.of("status", "ready"));
        });
    }

    private static CompletionStage<Reply> problemPage(Call call) {
        return now(ProblemPages.page(call.id("code")));
    }

    private CompletionStage<Reply> document(String resource, String type) {
        return pools.read(() -> {
            try (InputStream in = ServiceRoutes.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException("the class path lacks " + resource);
                }
                return new Reply.Whole(200, type, in.readAllBytes(), Map.of("Cache-Control", "no-cache"));
            }
        });
    }
}
