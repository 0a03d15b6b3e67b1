package org.attune.tuner.api;

import java.util.List;
import java.util.Map;

/**
 * Carries a {@link Problem} from where a request is read to its answer; it has no stack trace, since it is no
 * defect.
 */
final class RequestProblem extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    RequestProblem(Problem problem) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
    }

    RequestProblem(ProblemCode code, String detail) {
        this(Problem.of(code, detail));
    }

    /** A bad value at one place of the body. */
    static RequestProblem at(String pointer, String detail) {
        Problem.Field field = new Problem.Field(pointer, "BAD_VALUE", "error", detail, null, null, null);
        return new RequestProblem(
                new Problem(ProblemCode.BAD_REQUEST, pointer + ": " + detail, List.of(field), Map.of()));
    }

    Problem problem() {
        return problem;
    }
}
