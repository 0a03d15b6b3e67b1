package org.attune.search.strategy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options of a strategy or stopping rule and collects every problem on the way, so that checking and creating
 * cannot disagree: both read with the same code.
 */
public final class Options {

    /** Keys that name the kind and the seed beside the options proper; whoever asks by name has read them already. */
    private static final List<String> READ_ELSEWHERE = List.of("type", "seed");

    private static final int SHOWN_CHARACTERS = 60;

    private final Map<String, ?> given;
    private final TreeSet<String> known = new TreeSet<>();
    private final List<OptionProblem> problems = new ArrayList<>();

    /** A reader of these options. */
    public Options(Map<String, ?> given) {
        this.given = given;
    }

    /** The problem of an unknown type. */
    public static OptionProblem unknownType(String type, Collection<String> types) {
        return new OptionProblem("type", type, didYouMean(type, types));
    }

    private static String didYouMean(String found, Collection<String> names) {
        String all = names.isEmpty() ? "none, as there are no options" : "one of " + String.join(", ", names);
        return Nearest.name(found, names).map(name -> name + " (" + all + ")").orElse(all);
    }

    /** Reads an option as it is, or nothing when it is not given. */
    public @Nullable Object raw(String name) {
        known.add(name);
        return given.get(name);
    }

    /** Reports a problem with an option. */
    public void problem(String option, @Nullable Object found, String expected) {
        String text = String.valueOf(found);
        problems.add(new OptionProblem(
                option,
                text.length() <= SHOWN_CHARACTERS ? text : text.substring(0, SHOWN_CHARACTERS) + "…",
                expected));
    }

    /** Reads true or false. */
    public boolean flag(String name, boolean otherwise) {
        Object value = raw(name);
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (given.containsKey(name)) {
            problem(name, value, "true or false");
        }
        return otherwise;
    }

    /** Reads one of several words. */
    public String word(String name, String otherwise, List<String> words) {
        Object value = raw(name);
        if (value instanceof String text && words.contains(text)) {
            return text;
        }
        if (given.containsKey(name)) {
            problem(name, value, didYouMean(String.valueOf(value), words));
        }
        return otherwise;
    }

    /** Reads a whole number from min to max. */
    public long whole(String name, long otherwise, long min, long max) {
        Object value = raw(name);
        OptionalDouble number = number(value);
        if (number.isPresent()) {
            double found = number.getAsDouble();
            if (found == Math.rint(found) && found >= min && found <= max) {
                return (long) found;
            }
        }
        if (given.containsKey(name)) {
            problem(
                    name,
                    value,
                    max == Long.MAX_VALUE
                            ? "a whole number, " + min + " or more"
                            : "a whole number from " + min + " to " + max);
        }
        return otherwise;
    }

    /** Reads a finite number from min to max. */
    public double real(String name, double otherwise, double min, double max) {
        Object value = raw(name);
        OptionalDouble number = number(value);
        if (number.isPresent() && number.getAsDouble() >= min && number.getAsDouble() <= max) {
            return number.getAsDouble();
        }
        if (given.containsKey(name)) {
            boolean bounded = max < Double.MAX_VALUE;
            String range =
                    bounded ? " from " + min + " to " + max : min > -Double.MAX_VALUE ? ", " + min + " or more" : "";
            problem(name, value, "a number" + range);
        }
        return otherwise;
    }

    private static OptionalDouble number(@Nullable Object value) {
        return value instanceof Number number ? OptionalDouble.of(number.doubleValue()) : OptionalDouble.empty();
    }

    /** Every problem so far, and one for each option that nobody read. Call it last. */
    public List<OptionProblem> problems() {
        List<OptionProblem> all = new ArrayList<>(problems);
        for (String name : given.keySet()) {
            if (!known.contains(name) && !READ_ELSEWHERE.contains(name)) {
                all.add(new OptionProblem(name, "an unknown option", didYouMean(name, known)));
            }
        }
        return List.copyOf(all);
    }

    /**
     * Refuses to go on with problems.
     *
     * @throws IllegalArgumentException when there is any, listing them
     */
    public static void require(String type, List<OptionProblem> problems) {
        if (!problems.isEmpty()) {
            List<String> lines = new ArrayList<>();
            for (OptionProblem problem : problems) {
                lines.add(problem.option() + ": found " + problem.found() + ", expected " + problem.expected());
            }
            throw new IllegalArgumentException(type + ": " + String.join("; ", lines));
        }
    }
}
