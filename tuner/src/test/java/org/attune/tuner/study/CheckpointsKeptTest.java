package org.attune.tuner.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class CheckpointsKeptTest {

    /** A study of four trials, one after the other, with these losses. */
    private static EngineDriver run(String keep, double... losses) {
        EngineDriver driver = new EngineDriver(SampleStudies.managed(
                "maxTrials: " + losses.length,
                "parallelism: 1",
                "trial: {command: [train], checkpoints: {keep: " + keep + "}}"));
        for (int trial = 1; trial <= losses.length; trial++) {
            driver.start(trial);
            driver.points(trial, driver.loss(1, losses[trial - 1]));
            driver.end(trial, EngineDriver.well());
        }
        return driver;
    }

    private static List<Integer> dropped(EngineDriver driver) {
        List<Integer> all = new ArrayList<>();
        driver.tidied.forEach(tidy -> all.addAll(tidy.drop()));
        return all;
    }

    @Test
    void only_the_best_trial_keeps_its_checkpoints() {
        EngineDriver driver = run("best", 5, 7, 3, 4);
        // as they end, and all once more at the end
        assertThat(dropped(driver)).containsExactly(2, 1, 4, 1, 2, 4);
        assertThat(driver.tidied).allMatch(tidy -> tidy.thin().isEmpty());
    }

    @Test
    void of_each_trial_the_latest_is_kept_or_all_or_none() {
        assertThat(run("latest", 5, 7).tidied)
                .extracting(StudyEffect.TidyCheckpoints::thin)
                .containsExactly(List.of(1), List.of(2), List.of(1, 2));
        assertThat(run("all", 5, 7).tidied).isEmpty();
        assertThat(dropped(run("none", 5, 7))).containsExactly(1, 2, 1, 2);
    }
}
