package org.attune.tuner.api;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.store.TokenRow;

/** Tokens, and the sessions of browsers. */
final class AccessRoutes {

    private static final Set<String> TOKEN = Set.of("name", "scope", "expireSeconds");
    private static final Set<String> LOGIN = Set.of("token", "login");
    private static final long MAX_SECONDS = 10L * 366 * 24 * 3_600;
    private static final Duration SESSION = Duration.ofDays(7);

    private final TokenTable table;
    private final Gate gate;
    private final LoginCodes codes;
    private final InstantSource clock;
    private final String url;

    /** @param url where this server answers, for people */
    AccessRoutes(TokenTable table, Gate gate, LoginCodes codes, InstantSource clock, String url) {
        this.table = table;
        this.gate = gate;
        this.codes = codes;
        this.clock = clock;
        this.url = url;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, "/api/v1/tokens", Access.ADMIN, Set.of(), Route.Body.NONE, this::list),
                Route.of(POST, "/api/v1/tokens", Access.ADMIN, Set.of(), Route.Body.JSON, this::create),
                Route.of(DELETE, "/api/v1/tokens/{t}", Access.ADMIN, Set.of(), Route.Body.NONE, this::revoke),
                Route.of(GET, "/api/v1/me", Access.ANY, Set.of(), Route.Body.NONE, this::me),
                Route.of(POST, "/api/v1/session", Access.PUBLIC, Set.of(), Route.Body.JSON, this::login),
                Route.of(DELETE, "/api/v1/session", Access.PUBLIC, Set.of(), Route.Body.NONE, this::logout),
                Route.of(POST, "/api/v1/session:link", Access.READ, Set.of(), Route.Body.JSON, this::link));
    }

    private CompletionStage<Reply> list(Call call) {
        return CompletableFuture.completedFuture(Reply.json(200, json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("tokens");
            for (TokenRow row : table.tokens()) {
                write(json, row);
            }
            json.writeEndArray();
            json.writeEndObject();
        }));
    }

    private static void write(JsonGenerator json, TokenRow row) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", row.id());
        json.writeStringField("name", row.name());
        json.writeStringField("scope", row.scope());
        time(json, "createTime", row.createdMillis());
        time(json, "expireTime", row.expiresMillis());
        time(json, "lastUseTime", row.usedMillis());
        json.writeEndObject();
    }

    private static void time(JsonGenerator json, String name, long millis) throws IOException {
        if (millis > 0) {
            json.writeStringField(name, Instant.ofEpochMilli(millis).toString());
        }
    }

    private CompletionStage<Reply> create(Call call) {
        Fields fields = call.json(TOKEN);
        String name = fields.text("name", 128, "");
        if (name.isBlank() || name.chars().anyMatch(c -> c < ' ')) {
            throw RequestProblem.at("#/name", "is missing or not printable (expected: what the token is for)");
        }
        Scope scope = scope(fields.text("scope", 16, "read"));
        long seconds = fields.whole("expireSeconds", 1, MAX_SECONDS, 0);
        long expires = seconds == 0 ? 0 : clock.millis() + seconds * 1_000;
        return table.create(TokenTable.TOKEN, name, scope, "", expires).thenApply(fresh -> {
            Reply.Whole reply = Reply.json(201, json -> {
                json.writeStartObject();
                json.writeFieldName("token");
                write(json, fresh.row());
                json.writeStringField("value", fresh.secret());
                json.writeEndObject();
            });
            return new Reply.Whole(201, reply.contentType(), reply.body(), Map.of("Cache-Control", "no-store"));
        });
    }

    private static Scope scope(String word) {
        for (Scope scope : Scope.values()) {
            if (scope.name().toLowerCase(Locale.ROOT).equals(word)) {
                return scope;
            }
        }
        throw RequestProblem.at("#/scope", "is " + word + " (expected: read, trial, write, admin or agent)");
    }

    private CompletionStage<Reply> revoke(Call call) {
        String id = call.id("t");
        return table.revoke(id).thenApply(found -> {
            if (!found) {
                throw new RequestProblem(ProblemCode.NOT_FOUND, "there is no token " + id);
            }
            return Reply.empty(204);
        });
    }

    private CompletionStage<Reply> me(Call call) {
        Caller caller = call.caller();
        return CompletableFuture.completedFuture(Reply.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("id", caller.id());
            json.writeStringField("name", caller.name());
            json.writeStringField("scope", caller.scope().name().toLowerCase(Locale.ROOT));
            if (caller.own() != null) {
                json.writeStringField("studyUid", caller.own().studyUid());
                json.writeNumberField("trial", caller.own().trial());
            }
            json.writeEndObject();
        }));
    }

    private CompletionStage<Reply> login(Call call) {
        call.requireOwnPageOrProgram();
        Fields fields = call.json(LOGIN);
        String token = fields.text("token", 256, "");
        String login = fields.text("login", 256, "");
        if (token.isEmpty() == login.isEmpty()) {
            throw RequestProblem.at("#", "token or login (expected: one of them)");
        }
        LoginCodes.Grant grant;
        if (login.isEmpty()) {
            Optional<Caller> caller = gate.bearer(token).filter(known -> known.own() == null);
            if (caller.isEmpty()) {
                throw call.refuse(gate, "this server does not know the token, or it has expired");
            }
            grant = new LoginCodes.Grant(
                    caller.get().id(), caller.get().name(), caller.get().scope(), 0);
        } else {
            grant = codes.use(login)
                    .orElseThrow(() -> call.refuse(gate, "the link was used already, or is too old: ask for another"));
        }
        long until = clock.instant().plus(SESSION).toEpochMilli();
        return table.create(TokenTable.SESSION, grant.name(), grant.scope(), grant.tokenId(), until)
                .thenApply(fresh -> {
                    Reply.Whole reply = Reply.json(200, json -> {
                        json.writeStartObject();
                        json.writeStringField("name", fresh.row().name());
                        json.writeStringField("scope", fresh.row().scope());
                        time(json, "expireTime", until);
                        json.writeEndObject();
                    });
                    return new Reply.Whole(
                            200,
                            reply.contentType(),
                            reply.body(),
                            Map.of("Set-Cookie", cookie(fresh.secret(), SESSION), "Cache-Control", "no-store"));
                });
    }

    private String cookie(String value, Duration life) {
        return gate.cookie() + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Strict"
                + (url.startsWith("https:") ? "; Secure" : "");
    }

    private CompletionStage<Reply> logout(Call call) {
        call.requireOwnPageOrProgram();
        String session = call.session(gate);
        Reply.Whole gone = new Reply.Whole(204, "", new byte[0], Map.of("Set-Cookie", cookie("", Duration.ZERO)));
        Optional<TokenRow> row = session == null ? Optional.empty() : table.check(session, TokenTable.SESSION);
        return row.isEmpty()
                ? CompletableFuture.completedFuture(gone)
                : table.revoke(row.get().id()).thenApply(done -> gone);
    }

    private CompletionStage<Reply> link(Call call) {
        call.json(Set.of());
        Caller caller = call.caller();
        if (caller.own() != null || caller.scope() == Scope.AGENT) {
            throw new RequestProblem(ProblemCode.FORBIDDEN, "this token opens no session");
        }
        String parent = table.sessionParent(caller.id());
        String code = codes.create(parent, caller.name(), caller.scope());
        return CompletableFuture.completedFuture(Reply.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("url", url + "/#login=" + code);
            time(json, "expireTime", clock.instant().plus(LoginCodes.LIFE).toEpochMilli());
            json.writeEndObject();
        }));
    }
}
