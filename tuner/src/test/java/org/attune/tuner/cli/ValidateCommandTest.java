package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ValidateCommandTest {

    private static final String BAD = """
            study: two words
            objective: {metric: loss, goal: minimal}
            parameters:
              lr: {type: float, min: 1, max: 0.1}
              depth: {type: int, min: 1, max: 8, sacle: log}
            maxTrials: many
            trial: {comand: [python3, train.py]}
            """;

    @TempDir
    Path folder;

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void six_mistakes_are_told_in_one_pass_with_their_places_and_nothing_on_standard_output() throws IOException {
        Shown shown = Shown.run("validate", write("bad.yaml", BAD), "--offline");
        assertThat(shown.code()).isEqualTo(3);
        assertThat(shown.out()).isEmpty();
        assertThat(Pattern.compile("bad\\.yaml:\\d+:\\d+")
                        .matcher(shown.err())
                        .results()
                        .map(match -> match.group())
                        .distinct())
                .hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void the_same_as_json_is_data_and_goes_to_standard_output() throws IOException {
        Shown shown = Shown.run("validate", write("bad.yaml", BAD), "--offline", "-o", "json");
        assertThat(shown.code()).isEqualTo(3);
        assertThat(shown.err()).isEmpty();
        JsonNode body = new ObjectMapper().readTree(shown.out());
        assertThat(body.path("valid").asBoolean()).isFalse();
        assertThat(body.path("errors").size()).isGreaterThanOrEqualTo(6);
        assertThat(body.path("errors").path(0).path("line").asInt()).isEqualTo(1);
    }

    @Test
    void a_good_spec_says_what_it_will_do() throws IOException {
        String good = BAD.replace("two words", "two-words")
                .replace("minimal", "minimize")
                .replace("max: 0.1", "max: 2")
                .replace("sacle", "scale")
                .replace("many", "5")
                .replace("comand", "command");
        Shown shown = Shown.run("validate", write("good.yaml", good), "--offline");
        assertThat(shown.err()).contains("good.yaml is valid: 2 parameters, 5 trials");
        assertThat(shown.code()).isZero();
        assertThat(shown.out()).isEmpty();
    }

    @Test
    void what_this_build_cannot_do_is_told_at_its_place() throws IOException {
        String text = """
                study: later
                objective: {metric: loss, goal: minimize}
                parameters: {lr: {type: float, min: 0.1, max: 1}}
                maxTrials: 2
                trial: {runner: slurm, command: [train]}
                """;
        Shown shown = Shown.run("validate", write("later.yaml", text), "--offline");
        assertThat(shown.code()).isEqualTo(3);
        assertThat(shown.err()).contains("later.yaml:5:17").contains("NOT_AVAILABLE");
    }

    @Test
    void a_server_that_cannot_be_reached_does_not_spoil_the_check() throws IOException {
        String good = """
                study: fine
                objective: {metric: loss, goal: minimize}
                parameters: {lr: {type: float, min: 0.1, max: 1}}
                maxTrials: 2
                trial: {external: true}
                """;
        Shown shown = Shown.run("validate", write("fine.yaml", good), "--server", "http://127.0.0.1:1");
        assertThat(shown.code()).isZero();
        assertThat(shown.err()).contains("not checked against the nodes").contains("is valid");
    }
}
