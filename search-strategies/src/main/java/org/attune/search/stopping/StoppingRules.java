package org.attune.search.stopping;

import java.util.List;
import java.util.Map;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.Options;

/**
 * The stopping rules by name.
 *
 * <ul>
 *   <li>{@code asha}: asynchronous successive halving; options eta (3), min (1), max (none), axis ({@code step}), mode
 *       ({@code stop}).
 *   <li>{@code median}: stops what is worse than the median of the others; options warmupTrials (5), warmupSteps (5).
 * </ul>
 */
public final class StoppingRules {

    private static final List<String> NAMES = List.of("asha", "median");

    private StoppingRules() {}

    /** The types that {@link #create} knows, in alphabetical order. */
    public static List<String> names() {
        return NAMES;
    }

    /** Everything wrong with a type and its options. */
    public static List<OptionProblem> check(String type, Map<String, Object> options) {
        if (!NAMES.contains(type)) {
            return List.of(Options.unknownType(type, NAMES));
        }
        Options reader = new Options(options);
        if (type.equals("asha")) {
            AshaRule.Settings.read(reader);
        } else {
            MedianRule.Settings.read(reader);
        }
        return reader.problems();
    }

    /**
     * A rule that has seen nothing yet.
     *
     * @param type one of {@link #names}
     * @param options the type's options
     * @param goal which way the objective is better
     * @throws IllegalArgumentException when {@link #check} finds a problem, listing all
     */
    public static StoppingRule create(String type, Map<String, Object> options, Goal goal) {
        Options.require("early stopping " + type, check(type, options));
        Options reader = new Options(options);
        return type.equals("asha")
                ? new AshaRule(AshaRule.Settings.read(reader), goal)
                : new MedianRule(MedianRule.Settings.read(reader), goal);
    }
}
