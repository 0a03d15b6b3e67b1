package org.attune.tuner.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.attune.tuner.control.Answer;

/** Turns what the control plane and the store say into replies. */
final class Outcomes {

    private Outcomes() {}

    /** The value of an answer, or the problem that a refusal is. */
    static <T> T valueOf(Answer<T> answer) {
        if (answer instanceof Answer.Ok<T> ok) {
            return ok.value();
        }
        Answer.Refused<T> refused = (Answer.Refused<T>) answer;
        if (refused.code() == Answer.Code.SPEC_INVALID && !refused.problems().isEmpty()) {
            throw new RequestProblem(Problem.ofSpec(refused.problems()));
        }
        ProblemCode code = ProblemCode.valueOf(refused.code().name());
        Map<String, String> headers = code == ProblemCode.UNAVAILABLE ? Map.of("Retry-After", "1") : Map.of();
        throw new RequestProblem(new Problem(
                code,
                refused.detail(),
                refused.problems().stream().map(Problem.Field::of).toList(),
                headers));
    }

    static <T, R> CompletionStage<R> after(CompletionStage<Answer<T>> answer, Function<T, CompletionStage<R>> next) {
        return answer.thenCompose(a -> next.apply(valueOf(a)));
    }

    static <T> T found(Optional<T> value, String study) {
        return value.orElseThrow(() -> new RequestProblem(ProblemCode.NOT_FOUND, "there is no study " + study));
    }

    static <T> T found(Optional<T> value, String study, int trial) {
        return value.orElseThrow(
                () -> new RequestProblem(ProblemCode.NOT_FOUND, "there is no trial " + trial + " of a study " + study));
    }

    /** Splits {@code RUNNING,FAILED} into constants; empty for none. */
    static <E extends Enum<E>> java.util.Set<E> states(Call call, Class<E> type) {
        String text = call.query("state");
        if (text == null || text.isBlank()) {
            return java.util.Set.of();
        }
        java.util.EnumSet<E> states = java.util.EnumSet.noneOf(type);
        List<String> names =
                java.util.Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        for (String name : text.split(",", 64)) {
            if (!names.contains(name.strip())) {
                throw Call.badQuery("state", name, "some of " + String.join(",", names));
            }
            states.add(Enum.valueOf(type, name.strip()));
        }
        return states;
    }
}
