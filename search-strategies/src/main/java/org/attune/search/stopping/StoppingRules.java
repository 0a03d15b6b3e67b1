package org.attune.search.stopping;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.OptionProblem;
import org.attune.search.strategy.Options;

/**
 * The stopping rules by name.
 *
 * <ul>
 *   <li>{@code asha}: asynchronous successive halving; options eta (3), min (a twentieth of max, 1 without), max
 *       (none), axis ({@code step} or {@code seconds}), mode ({@code stop}, or {@code promote}: pause at each rung, and let the best go on).
 *   <li>{@code curve}: stops what will hardly become better than the best whole trial, by its learning curve; options
 *       max (has to be given), chance (0.05), warmupSteps (4), interval (1), experimental (has to be true).
 *   <li>{@code hyperband}: successive halving from several first rungs on; the options of {@code asha}, of which max
 *       has to be given.
 *   <li>{@code median}: stops what is worse than the median of the others; options warmupTrials (5), warmupSteps (5).
 *   <li>{@code pasha}: {@code asha} that promotes no farther than the order of trials needs; options eta (3), min (1),
 *       max (none).
 *   <li>{@code patience}: stops what no longer becomes better; options patience (10), minDelta (0), warmupSteps (0).
 *   <li>{@code percentile}: stops what is not among the best percent of the others; options percentile (25),
 *       warmupTrials (5), warmupSteps (0), interval (1).
 *   <li>{@code threshold}: stops what leaves its bounds or is no number; options lower (none), upper (none),
 *       warmupSteps (0), interval (1).
 *   <li>{@code wilcoxon}: for steps that are folds; stops what is significantly worse than the best; options pThreshold
 *       (0.1), warmupFolds (2).
 * </ul>
 *
 * <p>All but {@code wilcoxon} have the option axis ({@code step} or {@code seconds}).
 */
public final class StoppingRules {

    /** Reads the options of a type, and tells how a rule is made of what was read. */
    @FunctionalInterface
    private interface Reading {
        Function<Goal, StoppingRule> read(Options options);
    }

    private static final Map<String, Reading> TYPES = new TreeMap<>(Map.of(
            "asha", StoppingRules::asha,
            "curve", StoppingRules::curve,
            "hyperband", StoppingRules::hyperband,
            "median", StoppingRules::median,
            "pasha", StoppingRules::pasha,
            "patience", StoppingRules::patience,
            "percentile", StoppingRules::percentile,
            "threshold", StoppingRules::threshold,
            "wilcoxon", StoppingRules::wilcoxon));

    private StoppingRules() {}

    private static Function<Goal, StoppingRule> asha(Options options) {
        AshaRule.Settings settings = AshaRule.Settings.read(options, false);
        return goal -> settings.promotes()
                ? new PromotionRule("ASHA", settings.rungs(), false, goal)
                : new AshaRule("ASHA", settings.rungs(), goal);
    }

    private static Function<Goal, StoppingRule> hyperband(Options options) {
        AshaRule.Settings settings = AshaRule.Settings.read(options, true);
        return goal -> settings.promotes()
                ? new PromotionRule("Hyperband", settings.rungs(), true, goal)
                : new HyperbandRule(settings.rungs(), goal);
    }

    private static Function<Goal, StoppingRule> median(Options options) {
        MedianRule.Settings settings = MedianRule.Settings.read(options);
        return goal -> new MedianRule(settings, goal);
    }

    private static Function<Goal, StoppingRule> patience(Options options) {
        PatienceRule.Settings settings = PatienceRule.Settings.read(options);
        return goal -> new PatienceRule(settings, goal);
    }

    private static Function<Goal, StoppingRule> percentile(Options options) {
        PercentileRule.Settings settings = PercentileRule.Settings.read(options);
        return goal -> new PercentileRule(settings, goal);
    }

    private static Function<Goal, StoppingRule> threshold(Options options) {
        ThresholdRule.Settings settings = ThresholdRule.Settings.read(options);
        return goal -> new ThresholdRule(settings);
    }

    private static Function<Goal, StoppingRule> curve(Options options) {
        CurveRule.Settings settings = CurveRule.Settings.read(options);
        return goal -> new CurveRule(settings, goal);
    }

    private static Function<Goal, StoppingRule> pasha(Options options) {
        PashaRule.Settings settings = PashaRule.Settings.read(options);
        return goal -> new PashaRule(settings, goal);
    }

    private static Function<Goal, StoppingRule> wilcoxon(Options options) {
        WilcoxonRule.Settings settings = WilcoxonRule.Settings.read(options);
        return goal -> new WilcoxonRule(settings, goal);
    }

    /** The types that {@link #create} knows, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(TYPES.keySet());
    }

    /** Everything wrong with a type and its options. */
    public static List<OptionProblem> check(String type, Map<String, Object> options) {
        Reading reading = TYPES.get(type);
        if (reading == null) {
            return List.of(Options.unknownType(type, names()));
        }
        Options reader = new Options(options);
        reading.read(reader);
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
        Reading reading = TYPES.get(type);
        if (reading == null) {
            throw new IllegalStateException(type + " was checked");
        }
        return reading.read(new Options(options)).apply(goal);
    }
}
