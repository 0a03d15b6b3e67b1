package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProposersTest {

    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_origin_names_its_model_and_arm_without_numbers() {
        assertThat(Proposers.of("bayes, log EI -3.21 of 40 results")).isEqualTo("bayes");
        assertThat(Proposers.of("bayes near the best, log EI 0.20 of 40 results"))
                .isEqualTo("bayes near the best");
        assertThat(Proposers.of("tpe by parameter, log l/g 2.10")).isEqualTo("tpe by parameter");
        assertThat(Proposers.of("seed point 12")).isEqualTo("seed point");
        assertThat(Proposers.of("grid 3/24")).isEqualTo("grid");
        assertThat(Proposers.of("best 2 of earlier studies")).isEqualTo("best of earlier studies");
        assertThat(Proposers.of("sobol")).isEqualTo("sobol");
        assertThat(Proposers.of("random, as the sobol point is taken")).isEqualTo("random");
    }

    private static String trial(int number, String state, String value, String origin) {
        return String.format(
                "{\"number\":%d,\"state\":\"%s\",\"metrics\":{\"val_accuracy\":%s},\"origin\":\"%s\"}",
                number, state, value, origin);
    }

    @Test
    void a_study_shows_what_each_model_proposed_and_what_came_of_it() {
        server.on("GET studies/digits", Bodies.STUDY)
                .on(
                        "GET studies/digits/trials",
                        "{\"trials\":["
                                + String.join(
                                        ",",
                                        trial(1, "SUCCEEDED", "0.5", "sobol"),
                                        trial(2, "SUCCEEDED", "0.25", "sobol"),
                                        trial(3, "SUCCEEDED", "0.75", "bayes, log EI -1.25 of 2 results"),
                                        trial(4, "SUCCEEDED", "0.875", "bayes, log EI -2.50 of 3 results"),
                                        trial(5, "FAILED", "null", "bayes, log EI -2.75 of 4 results"),
                                        trial(6, "SUCCEEDED", "0.625", "tpe, log l/g 1.50"))
                                + "],\"totalSize\":6}");
        assertThat(Shown.with()
                        .env("ATTUNE_SERVER", server.url())
                        .env("ATTUNE_TOKEN", "secret")
                        .run("study", "show", "digits")
                        .out())
                .contains("""
                          PROPOSED BY  TRIALS  NEW BEST  ITS BEST  OF TRIAL  LATEST
                          sobol             2         1       0.5         1
                          bayes             3         2     0.875         4  log EI -2.75 of 4 results
                          tpe               1         0     0.625         6  log l/g 1.50
                        """.indent(0));
    }

    @Test
    void smaller_is_better_where_the_study_minimises_and_trials_without_value_say_nothing() throws Exception {
        Proposers proposers = new Proposers("val_accuracy", false);
        ObjectMapper json = new ObjectMapper();
        for (String each : new String[] {
            trial(1, "SUCCEEDED", "3", "sobol"), trial(2, "SUCCEEDED", "\"NaN\"", "sobol"),
            trial(3, "RUNNING", "1", "tpe, log l/g 2"), trial(4, "SUCCEEDED", "2", "tpe, log l/g 3")
        }) {
            JsonNode read = json.readTree(each);
            proposers.add(read);
        }
        assertThat(proposers.several()).isTrue();
        assertThat(proposers.table(Style.PLAIN).csv(false)).containsExactly("sobol,2,1,3,1,", "tpe,2,1,2,4,log l/g 3");
    }
}
