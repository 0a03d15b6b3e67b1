package org.attune.tuner.api;

import java.util.List;
import java.util.Map;
import org.attune.tuner.store.filter.Fields;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.filter.FilterProblem;
import org.attune.tuner.store.filter.OrderBy;

/** Reads {@code ?filter} and {@code ?orderBy} of a list; what is wrong is told with its place. */
final class Choices {

    private Choices() {}

    static <T> Filter<T> filter(Call call, Fields<T> fields) {
        return filter(call.query("filter"), fields, "?/filter");
    }

    static <T> Filter<T> filter(@org.jspecify.annotations.Nullable String text, Fields<T> fields, String pointer) {
        try {
            return Filter.parse(text, fields);
        } catch (FilterProblem e) {
            throw problem(pointer, e);
        }
    }

    static <T> OrderBy<T> order(Call call, Fields<T> fields, String otherwise) {
        try {
            return OrderBy.parse(call.query("orderBy"), fields, otherwise);
        } catch (FilterProblem e) {
            throw problem("?/orderBy", e);
        }
    }

    private static RequestProblem problem(String pointer, FilterProblem e) {
        String nearest = e.nearest().orElse(null);
        int column = e.column();
        Problem.Field field = new Problem.Field(
                pointer,
                "FILTER_INVALID",
                "error",
                e.detail(),
                new Problem.Span(1, column, 1, column + 1),
                nearest == null ? null : "did you mean \"" + nearest + "\"?",
                nearest);
        return new RequestProblem(new Problem(
                ProblemCode.FILTER_INVALID,
                pointer.replace("/", "") + ", column " + column + ": " + e.detail(),
                List.of(field),
                Map.of()));
    }
}
