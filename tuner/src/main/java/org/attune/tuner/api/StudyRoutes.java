package org.attune.tuner.api;

import static io.javalin.http.HandlerType.DELETE;
import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.attune.tuner.control.Studies;
import org.attune.tuner.control.Studies.Check;
import org.attune.tuner.control.Studies.NewStudy;
import org.attune.tuner.control.StudyPlan;
import org.attune.tuner.spec.Severity;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.filter.OrderBy;
import org.attune.tuner.store.view.StudyFields;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.study.StudyState;
import org.jspecify.annotations.Nullable;

/** Studies: create, look at, move, delete. */
final class StudyRoutes {

    private static final String BASE = "/api/v1/studies";
    private static final String NEWEST_FIRST = "createTime desc";
    private static final Set<String> REASON = Set.of("reason");
    private static final int MAX_REASON = 1_000;
    private static final long DELETE_PATIENCE_SECONDS = 5;

    private final Studies studies;
    private final StudyQueries queries;
    private final Blobs blobs;
    private final Pools pools;
    private final StudyWatch watch;
    private final Operations operations;

    StudyRoutes(
            Studies studies, StudyQueries queries, Blobs blobs, Pools pools, StudyWatch watch, Operations operations) {
        this.studies = studies;
        this.queries = queries;
        this.blobs = blobs;
        this.pools = pools;
        this.watch = watch;
        this.operations = operations;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.of(
                GET,
                BASE,
                Access.READ,
                Set.of("pageSize", "pageToken", "state", "filter", "orderBy"),
                Route.Body.NONE,
                this::list));
        routes.add(Route.of(POST, BASE, Access.WRITE, SpecBody.CREATE_QUERY, Route.Body.SPEC, this::create));
        routes.add(Route.of(
                POST,
                BASE + ":validate",
                Access.READ,
                Set.of("checks", "studyId", "samples", "seed"),
                Route.Body.SPEC,
                this::validate));
        routes.add(Route.of(GET, BASE + "/{s}", Access.READ, Set.of("view"), Route.Body.NONE, this::show));
        routes.add(Route.of(GET, BASE + "/{s}/spec", Access.READ, Set.of(), Route.Body.NONE, this::spec));
        routes.add(Route.of(GET, BASE + "/{s}/summary", Access.READ, Set.of(), Route.Body.NONE, this::summary));
        routes.add(Route.of(
                GET,
                BASE + "/{s}/watch",
                Access.READ,
                Set.of("after", "waitSeconds"),
                Route.Body.NONE,
                call -> watch.watch(
                        call.study(), call.query("after"), (int) call.queryWhole("waitSeconds", 0, 60, 25))));
        routes.add(Route.of(
                GET,
                BASE + "/{s}/events",
                Access.READ,
                Set.of("pageSize", "pageToken"),
                Route.Body.NONE,
                this::events));
        routes.add(move(":pause", StudyState.PAUSED));
        routes.add(move(":resume", StudyState.ACTIVE));
        routes.add(move(":stop", StudyState.STOPPING));
        routes.add(move(":cancel", StudyState.CANCELLED));
        routes.add(Route.of(DELETE, BASE + "/{s}", Access.WRITE, Set.of(), Route.Body.NONE, this::delete));
        return routes;
    }

    private CompletionStage<Reply> list(Call call) {
        Set<StudyState> states = Outcomes.states(call, StudyState.class);
        int size = pageSize(call);
        Filter<StudyView> filter = Choices.filter(call, StudyFields.FIELDS);
        OrderBy<StudyView> order = Choices.order(call, StudyFields.FIELDS, NEWEST_FIRST);
        if (filter.isAll() && order.text().equals(NEWEST_FIRST)) {
            return pools.read(() -> Reply.json(queries.studies(states, size, call.query("pageToken"))));
        }
        return pools.read(() -> Reply.json(queries.studies(states, filter, order, size, call.query("pageToken"))));
    }

    /** Larger pages than the largest are cut down to it, not refused. */
    static int pageSize(Call call) {
        return (int) Math.min(StudyQueries.MAX_PAGE, call.queryWhole("pageSize", 1, Integer.MAX_VALUE, 100));
    }

    private CompletionStage<? extends Reply> create(Call call) {
        SpecBody body = SpecBody.toCreate(call);
        String files = body.files();
        if (files != null && !blobs.has(files)) {
            throw RequestProblem.at(
                    "#/files", "no such blob here (expected: the digest of one sent by PUT /blobs/{sha256})");
        }
        for (String context : body.contexts().values()) {
            if (!blobs.has(context)) {
                throw RequestProblem.at(
                        "#/buildContext",
                        "no such blob here (expected: the digest of one sent by PUT /blobs/{sha256})");
            }
        }
        NewStudy study = body.toNewStudy(call.caller());
        return body.validateOnly() ? dryRun(study) : created(study);
    }

    /** Says what creating would come to; fails as it would. */
    CompletionStage<Reply> dryRun(NewStudy study) {
        return studies.check(
                        new Check(study.specText(), study.fileName(), study.studyId(), true, 0, OptionalLong.empty()))
                .thenApply(checked -> {
                    if (checked.problems().stream().anyMatch(p -> p.severity() == Severity.ERROR)) {
                        throw new RequestProblem(Problem.ofSpec(checked.problems()));
                    }
                    return Verdict.reply(checked);
                });
    }

    CompletionStage<Reply> created(NewStudy study) {
        return Outcomes.after(
                studies.create(study),
                created -> pools.read(() -> {
                    StudyView view = Outcomes.found(queries.study(created.name(), true), created.name());
                    Reply.Whole reply = Reply.json(201, view);
                    return new Reply.Whole(
                            201,
                            reply.contentType(),
                            reply.body(),
                            Map.of("Location", BASE + "/" + created.name(), "ETag", etag(view.etag())));
                }));
    }

    private CompletionStage<? extends Reply> validate(Call call) {
        SpecBody body = SpecBody.toCheck(call);
        boolean cluster = call.queryChoice("checks", Set.of("static", "cluster"), "static")
                .equals("cluster");
        int samples = (int) call.queryWhole("samples", 0, StudyPlan.SAMPLES_MAX, 5);
        long seed = call.queryWhole("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0);
        return studies.check(new Check(
                        body.text(),
                        body.fileName(),
                        body.studyId(),
                        cluster,
                        samples,
                        call.query("seed") == null ? OptionalLong.empty() : OptionalLong.of(seed)))
                .thenApply(Verdict::reply);
    }

    /** Refuses a request whose {@code If-Match} is not the study's ETag any more. */
    void unlessChanged(Call call) {
        String wanted = call.header("If-Match");
        if (!isAsKnown(call.study(), wanted)) {
            throw new RequestProblem(
                    ProblemCode.ETAG_MISMATCH,
                    "study " + call.study() + " is not at " + wanted + " any more: look again");
        }
    }

    /** Whether a study has one of the ETags of an {@code If-Match}; true without one. */
    boolean isAsKnown(String study, @Nullable String wanted) {
        if (wanted == null || wanted.strip().equals("*")) {
            return true;
        }
        String now = etag(Outcomes.found(queries.study(study, false), study).etag());
        for (String tag : wanted.split(",", 20)) {
            if (tag.strip().equals(now)) {
                return true;
            }
        }
        return false;
    }

    private CompletionStage<Reply> show(Call call) {
        boolean full = call.queryChoice("view", Set.of("basic", "full"), "full").equals("full");
        return pools.read(() -> {
            StudyView view = Outcomes.found(queries.study(call.study(), full), call.study());
            String tag = etag(view.etag());
            if (tag.equals(call.header("If-None-Match"))) {
                return new Reply.Whole(304, "", new byte[0], Map.of("ETag", tag));
            }
            return tagged(view);
        });
    }

    static Reply tagged(StudyView view) {
        Reply.Whole reply = Reply.json(view);
        return new Reply.Whole(200, reply.contentType(), reply.body(), Map.of("ETag", etag(view.etag())));
    }

    static String etag(String tag) {
        return "\"" + tag + "\"";
    }

    private CompletionStage<Reply> spec(Call call) {
        return pools.read(() -> {
            String text = Outcomes.found(queries.submittedText(call.study()), call.study());
            boolean json = text.stripLeading().startsWith("{");
            return Reply.text(json ? Reply.JSON : "application/yaml", text);
        });
    }

    private CompletionStage<Reply> summary(Call call) {
        return pools.read(() -> Reply.json(Outcomes.found(queries.summary(call.study()), call.study())));
    }

    private CompletionStage<Reply> events(Call call) {
        int size = pageSize(call);
        return pools.read(() -> Reply.json(
                Outcomes.found(queries.events(call.study(), null, size, call.query("pageToken")), call.study())));
    }

    private Route move(String verb, StudyState to) {
        return Route.of(POST, BASE + "/{s}" + verb, Access.WRITE, Set.of(), Route.Body.JSON, call -> {
            String reason = call.json(REASON).text("reason", MAX_REASON, "");
            return Outcomes.after(
                    studies.move(call.study(), to, reason),
                    state ->
                            pools.read(() -> tagged(Outcomes.found(queries.study(call.study(), false), call.study()))));
        });
    }

    /** A large study takes longer than a request should: from then on it is an operation. */
    private CompletionStage<Reply> removed(String study) {
        Operations.Operation operation = operations.begin(
                "DELETE_STUDY",
                "studies/" + study,
                false,
                started -> studies.delete(study).thenApply(answer -> {
                    Outcomes.valueOf(answer);
                    return "";
                }));
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        operation.done.whenComplete((gone, failure) -> {
            boolean told = failure == null ? reply.complete(Reply.empty(204)) : reply.completeExceptionally(failure);
            if (told) {
                operations.forget(operation);
            }
        });
        pools.ticker()
                .schedule(
                        () -> reply.complete(OperationRoutes.accepted(operation)),
                        DELETE_PATIENCE_SECONDS,
                        TimeUnit.SECONDS);
        return reply;
    }

    private CompletionStage<Reply> delete(Call call) {
        return pools.read(() -> {
                    unlessChanged(call);
                    return true;
                })
                .thenCompose(same -> removed(call.study()));
    }
}
