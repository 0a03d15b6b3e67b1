package org.attune.runner.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What one form found in one line or object: names with values, and the step and time that go with all of them. */
final class Reading {

    /** The names of steps, best first. */
    private static final List<String> STEPS =
            List.of("step", "global_step", "iteration", "iter", "training_iteration", "epoch");

    /** A name with its value. */
    record Pair(String name, double value) {}

    private final List<Pair> pairs = new ArrayList<>();
    private OptionalLong step = OptionalLong.empty();
    private int stepRank = Integer.MAX_VALUE;
    private OptionalDouble progress = OptionalDouble.empty();
    private OptionalLong time = OptionalLong.empty();

    /** Adds a name with the text of its value; a step's name gives the step as well. Texts that are no numbers vanish. */
    void add(String name, String text) {
        OptionalDouble value = MetricNumber.parse(text);
        if (value.isEmpty()) {
            return;
        }
        pairs.add(new Pair(name, value.getAsDouble()));
        considerStep(name, text, value.getAsDouble());
    }

    /** Looks whether this is a step; decides by the text, so that 1.0 among 0.5 and 1.5 stays progress. */
    void considerStep(String name, String text, double value) {
        int rank = STEPS.indexOf(name.toLowerCase(Locale.ROOT));
        if (rank < 0) {
            return;
        }
        OptionalLong integer = MetricNumber.integer(text);
        if (integer.isEmpty()) {
            progress = OptionalDouble.of(value);
        } else if (rank < stepRank) {
            step = integer;
            stepRank = rank;
        }
    }

    /** Whether a name means the step or the time, so that it is no metric that somebody forgot to declare. */
    static boolean isReserved(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return STEPS.contains(lower) || ReportedTime.NAMES.contains(lower);
    }

    void step(long value) {
        step = OptionalLong.of(value);
        stepRank = -1;
    }

    void time(OptionalLong value) {
        if (value.isPresent()) {
            time = value;
        }
    }

    List<Pair> pairs() {
        return pairs;
    }

    OptionalLong step() {
        return step;
    }

    OptionalDouble progress() {
        return progress;
    }

    OptionalLong time() {
        return time;
    }
}
