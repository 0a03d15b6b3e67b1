package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.tuner.store.Cursor;

/** One stream of events for everything that a page shows. */
final class EventRoutes {

    static final String TYPE = "text/event-stream";
    private static final Map<String, String> HEADERS = Map.of("Cache-Control", "no-store", "X-Accel-Buffering", "no");

    private final Events events;

    EventRoutes(Events events) {
        this.events = events;
    }

    List<Route> routes() {
        return List.of(
                Route.of(GET, "/api/v1/events", Access.READ, Set.of("topics", "after"), Route.Body.NONE, this::listen));
    }

    private CompletionStage<Reply> listen(Call call) {
        Set<Topic> topics =
                Topic.parse(Optional.ofNullable(call.query("topics")).orElse("studies"));
        // a browser that reconnects says where it was in a header, a program may say it in the query
        String seen = Optional.ofNullable(call.header("Last-Event-ID")).orElse(call.query("after"));
        Cursor from = seen == null || seen.isEmpty()
                ? null
                : Cursor.parse(seen).orElseThrow(() -> Call.badQuery("after", seen, "the id of an event"));
        if (!events.room()) {
            throw new RequestProblem(Problem.unavailable("too many listen to events at once"));
        }
        return CompletableFuture.completedFuture(
                new Reply.Followed(new EventStream(events, topics, from, events.now()), TYPE, HEADERS));
    }
}
