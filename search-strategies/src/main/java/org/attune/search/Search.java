package org.attune.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.attune.search.analysis.Pareto;
import org.attune.search.space.Assignment;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.Proposals;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.attune.search.strategy.TrialRecord;

/**
 * A search inside a program of its own: ask for a point, try it, tell what came of it.
 *
 * <pre>{@code
 * SearchSpace space = SearchSpace.builder()
 *         .add(FloatParameter.of("lr", 1e-5, 1, Scale.LOG))
 *         .add(IntParameter.of("layers", 1, 8, Scale.LINEAR))
 *         .build();
 * Search search = Search.over(space).maximize().budget(40).start();
 * for (int i = 0; i < 40; i++) {
 *     Search.Trial trial = search.ask().orElseThrow();
 *     search.tell(trial, train(trial.number("lr"), trial.whole("layers")));
 * }
 * Search.Result best = search.best().orElseThrow();
 * }</pre>
 *
 * <p>Trials may overlap: asking again before telling gives another point, chosen with the open ones in mind. May be used
 * from several threads; one call at a time works, others wait. The same calls in the same order with the same seed give
 * the same points.
 */
public final class Search {

    private static final String DEFAULT_STRATEGY = "auto";

    private final SearchProblem problem;
    private final SearchStrategy strategy;
    private final List<TrialRecord> ended = new ArrayList<>();
    private final Map<Integer, Trial> open = new LinkedHashMap<>();
    private int next = 1;
    private String exhausted = "";

    private Search(SearchProblem problem, SearchStrategy strategy, History history) {
        this.problem = problem;
        this.strategy = strategy;
        this.next = history.nextTrial();
        for (TrialRecord trial : history.trials()) {
            if (trial.outcome() == Outcome.PENDING) {
                open.put(trial.number(), new Trial(trial.number(), trial.assignment(), "an earlier search"));
            } else {
                ended.add(trial);
            }
        }
    }

    /** A search over a space; {@link Builder#start} begins it. */
    public static Builder over(SearchSpace space) {
        return new Builder(space);
    }

    /**
     * A point to try.
     *
     * @param number counts from 1
     * @param assignment the point: exactly the active parameters
     * @param origin what proposed it, in a few words
     */
    public record Trial(int number, Assignment assignment, String origin) {

        /** The values by name, in the order of the space; of active parameters only. */
        public Map<String, Object> values() {
            return assignment.values();
        }

        /** Whether a parameter is active. */
        public boolean has(String parameter) {
            return assignment.values().containsKey(parameter);
        }

        /**
         * The value of a parameter that is a number.
         *
         * @throws IllegalArgumentException when it is inactive, unknown or no number
         */
        public double number(String parameter) {
            return value(parameter, Number.class).doubleValue();
        }

        /**
         * The value of a parameter that is a whole number.
         *
         * @throws IllegalArgumentException when it is inactive, unknown or no whole number
         */
        public long whole(String parameter) {
            return value(parameter, Long.class);
        }

        /**
         * The value of a parameter that is true or false.
         *
         * @throws IllegalArgumentException when it is inactive, unknown or of another type
         */
        public boolean flag(String parameter) {
            return value(parameter, Boolean.class);
        }

        /**
         * The value of a parameter as text.
         *
         * @throws IllegalArgumentException when it is inactive or unknown
         */
        public String text(String parameter) {
            return String.valueOf(value(parameter, Object.class));
        }

        private <T> T value(String parameter, Class<T> type) {
            Object value = assignment.values().get(parameter);
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException(parameter + " is "
                        + (value == null ? "not active" : value) + " in trial " + number + ", expected a "
                        + type.getSimpleName());
            }
            return type.cast(value);
        }
    }

    /**
     * A trial that succeeded.
     *
     * @param trial its number
     * @param assignment its point
     * @param objectives its values, in the order of the goals
     */
    public record Result(int trial, Assignment assignment, List<Double> objectives) {

        /** Copies the values. */
        public Result {
            objectives = List.copyOf(objectives);
        }

        /** The value of the first objective. */
        public double value() {
            return objectives.get(0);
        }
    }

    /** Asks for a point; empty when there is nothing left to try, see {@link #exhausted}. */
    public Optional<Trial> ask() {
        return ask(1).stream().findFirst();
    }

    /**
     * Asks for several points at once.
     *
     * @param count at least 1
     * @return as many, or fewer when there is nothing left to try
     */
    public synchronized List<Trial> ask(int count) {
        Proposals proposals = strategy.propose(history(), count);
        List<Trial> asked = new ArrayList<>();
        for (Proposal proposal : proposals.proposals()) {
            Trial trial = new Trial(next++, proposal.assignment(), proposal.origin());
            open.put(trial.number(), trial);
            asked.add(trial);
        }
        exhausted = proposals.exhausted().orElse("");
        return asked;
    }

    /** Why the last question had fewer points for an answer than it asked for; empty when it had not. */
    public synchronized String exhausted() {
        return exhausted;
    }

    /**
     * Tells the result of a trial.
     *
     * @param objectives one value for each goal, in their order; NaN and infinities are taken for useless points
     * @throws IllegalArgumentException when the trial is not open or there are not as many values as goals
     */
    public void tell(Trial trial, double... objectives) {
        List<Double> values = new ArrayList<>();
        for (double objective : objectives) {
            values.add(objective);
        }
        end(trial, Outcome.SUCCEEDED, values, List.of());
    }

    /**
     * Tells the result of a trial that has outcome constraints.
     *
     * @param objectives one value for each goal
     * @param violations by how much each constraint is violated, always in the same order; 0 or less where it holds
     * @throws IllegalArgumentException when the trial is not open or there are not as many values as goals
     */
    public void tell(Trial trial, List<Double> objectives, List<Double> violations) {
        boolean feasible = violations.stream().allMatch(violation -> violation <= 0);
        end(trial, feasible ? Outcome.SUCCEEDED : Outcome.INFEASIBLE, objectives, violations);
    }

    /**
     * Tells that a trial was stopped early.
     *
     * @param objectives the values that it had reached
     * @throws IllegalArgumentException when the trial is not open or there are not as many values as goals
     */
    public void tellStopped(Trial trial, double... objectives) {
        List<Double> values = new ArrayList<>();
        for (double objective : objectives) {
            values.add(objective);
        }
        end(trial, Outcome.PRUNED, values, List.of());
    }

    /**
     * Tells that a trial has no result, because its point does not work.
     *
     * @throws IllegalArgumentException when the trial is not open
     */
    public synchronized void tellFailed(Trial trial) {
        close(trial);
        ended.add(TrialRecord.failed(trial.number(), trial.assignment()));
    }

    /**
     * Takes a trial back: it has no result, and that says nothing about its point.
     *
     * @throws IllegalArgumentException when the trial is not open
     */
    public synchronized void cancel(Trial trial) {
        close(trial);
        ended.add(new TrialRecord(trial.number(), trial.assignment(), Outcome.CANCELLED, List.of()));
    }

    private synchronized void end(Trial trial, Outcome outcome, List<Double> objectives, List<Double> violations) {
        if (objectives.size() != problem.goals().size()) {
            throw new IllegalArgumentException("trial " + trial.number() + " has " + objectives.size()
                    + " values, expected " + problem.goals().size());
        }
        close(trial);
        ended.add(new TrialRecord(trial.number(), trial.assignment(), outcome, objectives, violations, List.of()));
    }

    private void close(Trial trial) {
        Trial known = open.get(trial.number());
        if (known == null || !known.assignment().equals(trial.assignment())) {
            throw new IllegalArgumentException(
                    "trial " + trial.number() + " is not open, expected one that was asked for and not told of yet");
        }
        open.remove(trial.number());
    }

    /**
     * The best trial that succeeded, by the first goal; of equal ones the first. Empty when none has a value.
     *
     * @see #front for several goals
     */
    public synchronized Optional<Result> best() {
        TrialRecord best = null;
        for (TrialRecord trial : ended) {
            if (trial.outcome() == Outcome.SUCCEEDED
                    && !Double.isNaN(trial.objectives().get(0))
                    && (best == null || better(trial, best))) {
                best = trial;
            }
        }
        return Optional.ofNullable(best).map(Search::result);
    }

    private boolean better(TrialRecord a, TrialRecord b) {
        double first = a.objectives().get(0);
        double second = b.objectives().get(0);
        return problem.goals().get(0) == Goal.MINIMIZE ? first < second : first > second;
    }

    /** The trials that succeeded and that no other is better than in every respect, in the order of their ends. */
    public synchronized List<Result> front() {
        List<Result> front = new ArrayList<>();
        for (int index : Pareto.front(Pareto.minimised(ended, problem.goals()))) {
            front.add(result(ended.get(index)));
        }
        return front;
    }

    private static Result result(TrialRecord trial) {
        return new Result(trial.number(), trial.assignment(), trial.objectives());
    }

    /** All trials so far: ended ones in the order of their ends, then the open ones. */
    public synchronized History history() {
        List<TrialRecord> all = new ArrayList<>(ended);
        open.values().forEach(trial -> all.add(TrialRecord.pending(trial.number(), trial.assignment())));
        return new History(next, all);
    }

    /**
     * Work that makes the next question faster, for a program that has a thread to spare after telling a result. Running
     * it is never needed and changes no answer.
     */
    public Optional<Runnable> preparation() {
        return strategy.preparation(history());
    }

    /** Collects what a search is to be like. Without a goal the one objective is minimised. */
    public static final class Builder {

        private final SearchSpace space;
        private final List<Goal> goals = new ArrayList<>();
        private final List<Map<String, Object>> seedPoints = new ArrayList<>();
        private String type = DEFAULT_STRATEGY;
        private Map<String, Object> options = Map.of();
        private long seed;
        private OptionalInt budget = OptionalInt.empty();
        private SearchProblem.Noise noise = SearchProblem.Noise.LOW;
        private SearchProblem.FailurePolicy failures = SearchProblem.FailurePolicy.WORST;
        private List<TrialRecord> earlier = List.of();
        private History history = History.empty();

        private Builder(SearchSpace space) {
            this.space = space;
        }

        /** The next objective is better when it is smaller. */
        public Builder minimize() {
            goals.add(Goal.MINIMIZE);
            return this;
        }

        /** The next objective is better when it is larger. */
        public Builder maximize() {
            goals.add(Goal.MAXIMIZE);
            return this;
        }

        /** The strategy, one of {@link Strategies#names}; {@code auto} unless told otherwise. */
        public Builder strategy(String name) {
            return strategy(name, Map.of());
        }

        /** The strategy and its options. */
        public Builder strategy(String name, Map<String, Object> withOptions) {
            type = name;
            options = Map.copyOf(withOptions);
            return this;
        }

        /** What random choices depend on; 0 unless told otherwise. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** How many trials there will be in all, if that is known: strategies plan with it. It does not end the search. */
        public Builder budget(int trials) {
            budget = OptionalInt.of(trials);
            return this;
        }

        /** Whether results of the same point differ, so that points are repeated. */
        public Builder noise(SearchProblem.Noise level) {
            noise = level;
            return this;
        }

        /** What is learnt from a failed trial. */
        public Builder failures(SearchProblem.FailurePolicy policy) {
            failures = policy;
            return this;
        }

        /** A point to try before the strategy's own, after those already given; missing values are proposed. */
        public Builder seedPoint(Map<String, Object> values) {
            seedPoints.add(Map.copyOf(values));
            return this;
        }

        /** Ended trials of other searches over the same parameters, read as prior knowledge. */
        public Builder earlier(List<TrialRecord> trials) {
            earlier = List.copyOf(trials);
            return this;
        }

        /** Goes on where another search was: its {@link Search#history}, open trials included. */
        public Builder resume(History known) {
            history = known;
            return this;
        }

        /**
         * Begins.
         *
         * @throws IllegalArgumentException when strategy, options, seed points or budget are wrong, saying how
         */
        public Search start() {
            List<Goal> all = goals.isEmpty() ? List.of(Goal.MINIMIZE) : goals;
            SearchProblem problem = new SearchProblem(space, all, seed, budget, noise, failures, earlier);
            SearchStrategy inner = Strategies.create(type, options, problem);
            return new Search(problem, Strategies.withSeedPoints(inner, space, seedPoints, true), history);
        }
    }
}
