package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.POST;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.control.Studies;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.StudyQueries.TrialOrder;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.view.SeriesView;
import org.attune.tuner.store.view.TrialChoice;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;
import org.attune.tuner.store.view.TrialView;
import org.attune.tuner.study.TrialState;

/** Trials: look at, stop, cancel. */
final class TrialRoutes {

    private static final String BASE = "/api/v1/studies/{s}/trials";
    private static final Map<String, TrialOrder> ORDERS = Map.of(
            "number", TrialOrder.NUMBER,
            "number desc", TrialOrder.NUMBER_DESCENDING,
            "objective", TrialOrder.OBJECTIVE);
    private static final Set<String> REASON = Set.of("reason");
    private static final int MAX_REASON = 1_000;
    private static final int MAX_POINTS = 10_000;

    private final Studies studies;
    private final StudyQueries queries;
    private final Pools pools;

    TrialRoutes(Studies studies, StudyQueries queries, Pools pools) {
        this.studies = studies;
        this.queries = queries;
        this.pools = pools;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.of(
                GET,
                BASE,
                Access.READ,
                Set.of("pageSize", "pageToken", "state", "orderBy", "filter"),
                Route.Body.NONE,
                this::list));
        routes.add(Route.of(GET, BASE + ":best", Access.READ, Set.of("count"), Route.Body.NONE, this::best));
        routes.add(Route.of(GET, BASE + "/{n}", Access.READ, Set.of(), Route.Body.NONE, this::show));
        routes.add(Route.of(
                GET,
                BASE + "/{n}/metrics",
                Access.READ,
                Set.of("names", "maxPoints", "from", "to"),
                Route.Body.NONE,
                this::metrics));
        routes.add(Route.of(
                GET,
                BASE + "/{n}/events",
                Access.READ,
                Set.of("pageSize", "pageToken"),
                Route.Body.NONE,
                this::events));
        routes.add(end(":stop", false));
        routes.add(end(":cancel", true));
        return routes;
    }

    private CompletionStage<Reply> list(Call call) {
        Set<TrialState> states = Outcomes.states(call, TrialState.class);
        int size = StudyRoutes.pageSize(call);
        TrialOrder plain = ORDERS.get(Optional.ofNullable(call.query("orderBy")).orElse("number"));
        Filter<TrialRow> filter = Choices.filter(call, TrialTable.FIELDS);
        if (plain != null && filter.isAll()) {
            return pools.read(() -> Reply.json(Outcomes.found(
                    queries.trials(call.study(), states, plain, size, call.query("pageToken")), call.study())));
        }
        TrialChoice choice = new TrialChoice(within(filter, states), Choices.order(call, TrialTable.FIELDS, "number"));
        return pools.read(() -> Reply.json(
                Outcomes.found(queries.trials(call.study(), choice, size, call.query("pageToken")), call.study())));
    }

    private static Filter<TrialRow> within(Filter<TrialRow> filter, Set<TrialState> states) {
        return states.isEmpty()
                ? filter
                : new Filter<>(
                        new TreeSet<>(states) + " " + filter.text(),
                        filter.predicate().and(row -> states.contains(row.state())));
    }

    private CompletionStage<Reply> best(Call call) {
        int asked = (int) call.queryWhole("count", 1, StudyQueries.MAX_PAGE, 0);
        return pools.read(() -> {
            int count = asked > 0 ? asked : usual(call.study());
            List<TrialView> trials = Outcomes.found(queries.best(call.study(), count), call.study());
            return Reply.json(Map.of("trials", trials));
        });
    }

    /** One trial, or all of the front where there are several objectives. */
    private int usual(String study) {
        return queries.study(study, false)
                .filter(view -> view.objectives().size() > 1)
                .map(view -> StudyQueries.MAX_PAGE)
                .orElse(1);
    }

    private CompletionStage<Reply> show(Call call) {
        return pools.read(() -> one(call));
    }

    private Reply one(Call call) {
        TrialView view = Outcomes.found(queries.trial(call.study(), call.trial()), call.study(), call.trial());
        Reply.Whole reply = Reply.json(view);
        return new Reply.Whole(200, reply.contentType(), reply.body(), Map.of("ETag", StudyRoutes.etag(view.etag())));
    }

    private CompletionStage<Reply> metrics(Call call) {
        int maxPoints = (int) call.queryWhole("maxPoints", 2, MAX_POINTS, 500);
        long from = call.queryWhole("from", Long.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE);
        long to = call.queryWhole("to", Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        String named = call.query("names");
        Set<String> names = new LinkedHashSet<>();
        if (named != null && !named.isBlank()) {
            names.addAll(List.of(named.split(",", 1_000)));
        }
        return pools.read(() -> {
            List<SeriesView> all =
                    Outcomes.found(queries.series(call.study(), call.trial(), names), call.study(), call.trial());
            List<SeriesView> shown = all.stream()
                    .map(series -> Downsampling.within(series, from, to))
                    .map(series -> Downsampling.to(series, maxPoints))
                    .toList();
            return Reply.json(Map.of("series", shown));
        });
    }

    private CompletionStage<Reply> events(Call call) {
        int size = StudyRoutes.pageSize(call);
        return pools.read(() -> {
            Outcomes.found(queries.trial(call.study(), call.trial()), call.study(), call.trial());
            return Reply.json(Outcomes.found(
                    queries.events(call.study(), call.trial(), size, call.query("pageToken")), call.study()));
        });
    }

    private Route end(String verb, boolean cancel) {
        return Route.of(POST, BASE + "/{n}" + verb, Access.WRITE, Set.of(), Route.Body.JSON, call -> {
            String reason = call.json(REASON).text("reason", MAX_REASON, "");
            return Outcomes.after(
                    studies.endTrial(call.study(), call.trial(), cancel, reason),
                    number -> pools.read(() -> one(call)));
        });
    }
}
