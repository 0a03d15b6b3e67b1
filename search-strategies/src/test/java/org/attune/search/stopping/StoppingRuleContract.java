package org.attune.search.stopping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.attune.search.property.Property;
import org.attune.search.strategy.Goal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What every stopping rule must do. Each one extends this and says how it is made. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
abstract class StoppingRuleContract {

    private static final int CASES = 100;

    abstract StoppingRule create(Goal goal);

    /** Whether the trial is to be stopped or paused. */
    static boolean halts(Verdict verdict) {
        return !(verdict instanceof Verdict.Continue);
    }

    private record Event(int trial, long step, double value) {}

    /** Interleaved curves of 20 trials with skipped steps, NaN and infinities. */
    private static List<Event> events(RandomGenerator random) {
        long[] steps = new long[20];
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int trial = random.nextInt(steps.length);
            steps[trial] += 1 + random.nextInt(3);
            double value = random.nextInt(20) == 0 ? Double.NaN : trial + random.nextGaussian();
            events.add(new Event(trial + 1, steps[trial], random.nextInt(50) == 0 ? value / 0 : value));
        }
        return events;
    }

    private static List<Verdict> replay(StoppingRule rule, List<Event> events) {
        return events.stream()
                .map(event -> rule.onValue(event.trial(), event.step(), event.value()))
                .toList();
    }

    @Test
    void the_same_events_give_the_same_verdicts() {
        Property.holds(CASES, random -> {
            List<Event> events = events(random);
            List<Verdict> verdicts = replay(create(Goal.MINIMIZE), events);
            assertThat(replay(create(Goal.MINIMIZE), events)).isEqualTo(verdicts);
            assertThat(verdicts).anyMatch(StoppingRuleContract::halts);
            assertThat(verdicts).anyMatch(verdict -> verdict instanceof Verdict.Continue);
        });
    }

    @Test
    void repeated_and_late_reports_change_nothing() {
        Property.holds(CASES, random -> {
            List<Event> events = events(random);
            StoppingRule plain = create(Goal.MINIMIZE);
            StoppingRule repeated = create(Goal.MINIMIZE);
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                Verdict expected = plain.onValue(event.trial(), event.step(), event.value());
                assertThat(repeated.onValue(event.trial(), event.step(), event.value()))
                        .isEqualTo(expected);
                Event old = events.get(random.nextInt(i + 1));
                assertThat(repeated.onValue(old.trial(), old.step(), random.nextGaussian()))
                        .isEqualTo(Verdict.CONTINUE);
            }
        });
    }

    @Test
    void a_trial_is_told_to_halt_once() {
        Property.holds(CASES, random -> {
            StoppingRule rule = create(Goal.MAXIMIZE);
            Set<Integer> stopped = new HashSet<>();
            for (Event event : events(random)) {
                Verdict verdict = rule.onValue(event.trial(), event.step(), event.value());
                if (halts(verdict)) {
                    assertThat(stopped.add(event.trial())).isTrue();
                    String reason = verdict instanceof Verdict.Stop stop ? stop.reason() : verdict.toString();
                    assertThat(reason).contains("step ").doesNotEndWith(".");
                }
            }
        });
    }

    @Test
    void maximising_is_minimising_the_negative() {
        Property.holds(CASES, random -> {
            List<Event> events = events(random);
            List<Event> negative = events.stream()
                    .map(event -> new Event(event.trial(), event.step(), -event.value()))
                    .toList();
            assertThat(replay(create(Goal.MAXIMIZE), negative).stream().map(Object::getClass))
                    .isEqualTo(replay(create(Goal.MINIMIZE), events).stream()
                            .map(Object::getClass)
                            .toList());
        });
    }

    @Test
    void values_after_the_end_of_a_trial_are_ignored() {
        StoppingRule rule = create(Goal.MINIMIZE);
        rule.onEnd(100);
        for (int trial = 1; trial <= 20; trial++) {
            for (long step = 1; step <= 20; step++) {
                rule.onValue(trial, step, 1);
            }
        }
        boolean stopped = false;
        for (long step = 15; step <= 40; step++) {
            assertThat(rule.onValue(100, step, 1e9)).isEqualTo(Verdict.CONTINUE);
            stopped |= halts(rule.onValue(101, step, 1e9));
        }
        assertThat(stopped).isTrue();
    }
}
