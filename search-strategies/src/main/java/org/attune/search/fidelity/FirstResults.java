package org.attune.search.fidelity;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.attune.search.bayes.Novelty;
import org.attune.search.space.Assignment;
import org.attune.search.space.SearchSpace;
import org.attune.search.stopping.Rungs;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Outcome;
import org.attune.search.strategy.Reading;
import org.attune.search.strategy.TrialRecord;

/**
 * What trials reported at the lowest rung. Trials whose curves begin alike are one trial in all but name, as where an
 * objective has steps: they say nothing more, but would crowd out others among the best.
 */
final class FirstResults {

    /** The most results that are compared, the newest ones; comparing is quadratic. */
    private static final int MOST = 500;

    private final List<Integer> numbers = new ArrayList<>();
    private final List<Assignment> points = new ArrayList<>();
    private final List<Double> values = new ArrayList<>();
    private final List<Assignment> expected = new ArrayList<>();

    FirstResults(History history, Rungs rungs) {
        List<TrialRecord> trials = history.trials();
        for (TrialRecord trial : trials.subList(Math.max(0, trials.size() - MOST), trials.size())) {
            OptionalDouble first = first(trial, rungs);
            if (first.isEmpty()) {
                expected.add(trial.assignment());
            } else if (!Double.isNaN(first.getAsDouble())) {
                numbers.add(trial.number());
                points.add(trial.assignment());
                values.add(first.getAsDouble());
            }
        }
    }

    private static OptionalDouble first(TrialRecord trial, Rungs rungs) {
        for (Reading reading : trial.curve()) {
            if (reading.step() >= rungs.level(0)) {
                return OptionalDouble.of(reading.value());
            }
        }
        return OptionalDouble.empty();
    }

    /** Where results would be new; empty when no two trials began alike, so that all would. */
    Optional<Novelty> novelty(SearchSpace space) {
        if (new HashSet<>(values).size() == values.size()) {
            return Optional.empty();
        }
        Novelty novelty = new Novelty(space, points, values);
        expected.forEach(novelty::expect);
        return Optional.of(novelty);
    }

    /**
     * A history in which those that began like one near them before say nothing, as if somebody had ended them: their
     * points are still taken.
     */
    History distinct(History history, Novelty novelty) {
        Set<Integer> echoes = new HashSet<>();
        for (int i = 0; i < numbers.size(); i++) {
            if (novelty.echoes(i)) {
                echoes.add(numbers.get(i));
            }
        }
        return new History(
                history.nextTrial(),
                history.trials().stream()
                        .map(trial -> echoes.contains(trial.number()) ? silent(trial) : trial)
                        .toList());
    }

    private static TrialRecord silent(TrialRecord trial) {
        return new TrialRecord(trial.number(), trial.assignment(), Outcome.CANCELLED, List.of());
    }
}
