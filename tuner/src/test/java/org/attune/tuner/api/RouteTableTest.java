package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.HandlerType;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The routes, the document that describes them, and who may use them, are one and the same list. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RouteTableTest {

    @TempDir
    Path folder;

    private List<Route> routes() {
        try (Served served = new Served(folder)) {
            return served.server.routes();
        }
    }

    private static String described(Route route) {
        return route.method().name() + " "
                + (route.path().startsWith("/api/v1") ? route.path().substring("/api/v1".length()) : route.path());
    }

    @Test
    void every_operation_is_routed_and_every_route_is_described() {
        Set<String> operations = new TreeSet<>();
        Contract.OPENAPI.operations().forEach(o -> operations.add(o.method() + " " + o.path()));
        Set<String> routed = new TreeSet<>();
        routes().forEach(route -> routed.add(described(route)));
        assertThat(routed).isEqualTo(operations);
    }

    @Test
    void what_is_at_the_root_is_what_the_document_says_is_there() {
        Set<String> atRoot = new TreeSet<>();
        Contract.OPENAPI.operations().stream()
                .filter(o -> o.node().path("x-at-root").asBoolean())
                .forEach(o -> atRoot.add(o.path()));
        Set<String> routed = new TreeSet<>();
        routes().stream().filter(r -> !r.path().startsWith("/api/v1")).forEach(r -> routed.add(r.path()));
        assertThat(routed).isEqualTo(atRoot);
    }

    @Test
    void access_and_query_parameters_are_those_of_the_document() {
        List<String> wrong = new ArrayList<>();
        for (Route route : routes()) {
            Contract.Operation operation = Contract.OPENAPI.operations().stream()
                    .filter(o -> (o.method() + " " + o.path()).equals(described(route)))
                    .findFirst()
                    .orElseThrow();
            String access = route.access().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            boolean open = operation.node().has("security");
            if (!operation.access().equals(access) || open != (route.access() == Access.PUBLIC)) {
                wrong.add(described(route) + " access " + access);
            }
            if (!operation.query().equals(new TreeSet<>(route.query()))) {
                wrong.add(described(route) + " query " + route.query());
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void every_route_lets_in_exactly_the_scopes_of_its_rule() {
        List<String> wrong = new ArrayList<>();
        try (Served served = new Served(folder)) {
            served.create("quadratic", 3);
            served.post("/api/v1/studies/quadratic/trials:suggest", "{\"count\": 2}");
            String uid =
                    served.get("/api/v1/studies/quadratic").json().path("uid").asText();
            Map<String, String> callers = new TreeMap<>(Map.of(
                    "admin", served.tokens.admin(),
                    "agent", served.tokens.agent(),
                    "own", served.tokens.forTrial(uid, 1),
                    "other", served.tokens.forTrial("zzzzzzzz", 1)));
            for (String scope : List.of("read", "trial", "write", "admin", "agent")) {
                callers.put("made " + scope, served.token(scope));
            }
            for (Route route : routes()) {
                if (route.method().equals(HandlerType.DELETE) || route.path().endsWith("cancel")) {
                    continue; // these come last, they end what the others look at
                }
                wrong.addAll(walk(served, route, callers));
            }
            for (Route route : routes()) {
                if (route.path().endsWith("cancel") || route.method().equals(HandlerType.DELETE)) {
                    wrong.addAll(walk(served, route, callers));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static List<String> walk(Served served, Route route, Map<String, String> callers) {
        List<String> wrong = new ArrayList<>();
        String path = route.path()
                .replace("{s}", "quadratic")
                .replace("{n}", "1")
                .replace("{sha256}", "0".repeat(64))
                .replace("{uid}", "zzzzzzzz")
                .replace("{trial}", "1")
                .replace("{attempt}", "1")
                .replace("{rank}.{stream}", "0.out")
                .replace("/v1/events", "/v1/events?topics=none") // else it would not end
                .replace("{path}", "a/b.txt")
                .replace("{o}", "aaaaaaaa")
                .replace("{backup}", "attune-20260101T000000000Z.zip")
                .replace("{node}", "gpu-1")
                .replace("{t}", "aaaaaaaa")
                .replace("{code}", "not-found");
        String type = route.body() == Route.Body.NONE || route.body() == Route.Body.STREAM ? null : "application/json";
        byte[] body = type == null ? null : "{\"bad\": 1}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int without = served.send(route.method().name(), path, type, body, null).status();
        boolean open = route.access() == Access.PUBLIC;
        if (open ? without == 401 || without == 403 || without >= 500 : without != 401) {
            wrong.add(described(route) + " without a token: " + without);
        }
        int unknown = served.send(route.method().name(), path, type, body, "att_aaaaaaaa_" + "0".repeat(64))
                .status();
        if (!open && unknown != 401) {
            wrong.add(described(route) + " with an unknown token: " + unknown);
        }
        for (Map.Entry<String, String> caller : callers.entrySet()) {
            int status = served.send(route.method().name(), path, type, body, caller.getValue())
                    .status();
            boolean allowed = open || allows(route, caller.getKey());
            if (status == 401 || allowed == (status == 403)) {
                wrong.add(described(route) + " with " + caller.getKey() + ": " + status);
            }
        }
        return wrong;
    }

    /** The rule, written a second time: what each kind of token may reach. */
    private static boolean allows(Route route, String caller) {
        String path =
                URI.create("http://x" + route.path().replaceAll("[{}]", "")).getPath();
        boolean looks = route.method().equals(HandlerType.GET) || route.method().equals(HandlerType.HEAD);
        boolean forAdmin = path.contains("/tokens")
                || path.endsWith(":drain")
                || path.endsWith(":undrain")
                || path.contains("/backups")
                || path.endsWith("o:cancel");
        boolean forAgent =
                path.contains("/logs/uid/") || path.endsWith("cluster:join") || path.endsWith("cluster:token");
        boolean reads = (looks && !forAdmin) || path.endsWith(":validate") || path.endsWith("session:link");
        boolean brings = path.endsWith("artifacts/path") && route.method().equals(HandlerType.PUT);
        boolean tells = brings || path.endsWith(":suggest") || path.endsWith(":report") || path.endsWith(":complete");
        if (path.endsWith("/me")) {
            return true;
        }
        return switch (caller) {
            case "admin", "made admin" -> true;
            case "made read" -> reads;
            case "made trial" -> reads || tells;
            case "made write" -> !forAdmin && !forAgent;
            case "agent", "made agent" ->
                path.contains("/logs/uid/")
                        || path.endsWith("cluster:join")
                        || path.endsWith("cluster:token")
                        || (path.contains("/blobs/") && !route.method().equals(HandlerType.PUT));
            case "own" ->
                (path.contains("/studies/s") && route.method().equals(HandlerType.GET))
                        || brings
                        || path.endsWith("n:report")
                        || path.endsWith("n:complete");
            default -> false;
        };
    }

    @Test
    void scopes_of_tokens_form_a_ladder_and_agents_stand_beside_it() {
        assertThat(Scope.WRITE.covers(Scope.READ)).isTrue();
        assertThat(Scope.WRITE.covers(Scope.TRIAL)).isTrue();
        assertThat(Scope.TRIAL.covers(Scope.READ)).isTrue();
        assertThat(Scope.ADMIN.covers(Scope.AGENT)).isTrue();
        assertThat(Scope.READ.covers(Scope.TRIAL)).isFalse();
        assertThat(Scope.AGENT.covers(Scope.READ)).isFalse();
        assertThat(Scope.WRITE.covers(Scope.AGENT)).isFalse();
        assertThat(Scope.TRIAL.covers(Scope.WRITE)).isFalse();
    }
}
