package org.attune.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.attune.search.prior.Confidence;
import org.attune.search.prior.PriorGuided.Guess;
import org.attune.search.space.ConstantParameter;
import org.attune.search.space.Parameter;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Nearest;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.Options;
import org.attune.search.strategy.SeedPoints;
import org.jspecify.annotations.Nullable;

/** Reads what a person believes of good values: the option {@code prior}. */
final class PriorOptions {

    private static final String PRIOR = "prior";
    private static final String DEFAULTS = "defaults";
    private static final String EXPECTED = "a value, or {value, confidence: low, medium or high}";

    /**
     * What was read.
     *
     * @param guesses by name
     * @param defaults whether the defaults of the space are believed in
     */
    record Read(Map<String, Guess> guesses, boolean defaults) {}

    private PriorOptions() {}

    static Read read(Options options) {
        Object value = options.raw(PRIOR);
        Map<String, Guess> guesses = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String name = String.valueOf(entry.getKey());
                guess(entry.getValue())
                        .ifPresentOrElse(
                                guess -> guesses.put(name, guess),
                                () -> options.problem(PRIOR + "." + name, entry.getValue(), EXPECTED));
            }
        } else if (value != null && !value.equals(DEFAULTS)) {
            options.problem(PRIOR, value, "good values by parameter name, or " + DEFAULTS);
        }
        return new Read(guesses, DEFAULTS.equals(value));
    }

    private static Optional<Guess> guess(@Nullable Object given) {
        if (!(given instanceof Map<?, ?> map)) {
            return given != null && scalar(given) ? Optional.of(new Guess(given, Confidence.MEDIUM)) : Optional.empty();
        }
        Object value = map.get("value");
        Object word = map.get("confidence");
        int known = (map.containsKey("value") ? 1 : 0) + (map.containsKey("confidence") ? 1 : 0);
        if (value == null || !scalar(value) || known != map.size()) {
            return Optional.empty();
        }
        if (word == null) {
            return Optional.of(new Guess(value, Confidence.MEDIUM));
        }
        for (Confidence confidence : Confidence.values()) {
            if (confidence.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(new Guess(value, confidence));
            }
        }
        return Optional.empty();
    }

    private static boolean scalar(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** Names that the space does not have, and values that are none of their parameters. */
    static List<OptionProblem> check(Read read, SearchSpace space) {
        Map<String, Parameter> varied = new LinkedHashMap<>();
        for (Parameter parameter : space.parameters()) {
            if (!(parameter instanceof ConstantParameter)) {
                varied.put(parameter.name(), parameter);
            }
        }
        List<OptionProblem> problems = new ArrayList<>();
        read.guesses().forEach((name, guess) -> {
            if (!varied.containsKey(name)) {
                String nearest = Nearest.name(name, varied.keySet())
                        .map(meant -> ", perhaps " + meant)
                        .orElse("");
                problems.add(new OptionProblem(PRIOR, name, "the name of a parameter that varies" + nearest));
            } else if (!space.problemsOf(Map.of(name, guess.value())).isEmpty()) {
                problems.add(new OptionProblem(
                        PRIOR + "." + name, String.valueOf(guess.value()), "a value of parameter " + name));
            }
        });
        if (read.defaults() && of(read, space).isEmpty()) {
            problems.add(new OptionProblem(PRIOR, DEFAULTS, "good values, as no parameter has a default"));
        }
        return problems;
    }

    /** What is believed of the parameters of a space. */
    static Map<String, Guess> of(Read read, SearchSpace space) {
        Map<String, Guess> guesses = new LinkedHashMap<>(read.guesses());
        if (read.defaults()) {
            for (Parameter parameter : space.parameters()) {
                SeedPoints.defaultOf(parameter)
                        .ifPresent(value -> guesses.put(parameter.name(), new Guess(value, Confidence.MEDIUM)));
            }
        }
        return guesses;
    }
}
