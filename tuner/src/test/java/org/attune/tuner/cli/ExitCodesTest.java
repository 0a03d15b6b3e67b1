package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Every row of {@code attune help exit-codes} that one process can produce. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ExitCodesTest {

    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private Shown at(String... words) {
        return Shown.with().env("ATTUNE_SERVER", server.url()).run(words);
    }

    @Test
    void each_status_of_the_api_has_its_code() {
        Map<Integer, Integer> codes = Map.ofEntries(
                Map.entry(500, 1),
                Map.entry(502, 1),
                Map.entry(400, 3),
                Map.entry(413, 3),
                Map.entry(422, 3),
                Map.entry(401, 4),
                Map.entry(403, 4),
                Map.entry(410, 5),
                Map.entry(409, 6),
                Map.entry(412, 6));
        server.on("GET studies", "{\"studies\":[{\"studyId\":\"s410\"}]}");
        codes.forEach((status, code) -> {
            server.problem("POST studies/s" + status + ":stop", status, "CODE", "because " + status);
            Shown shown = at("study", "stop", "s" + status);
            assertThat(shown.code()).as("HTTP %s", status).isEqualTo(code);
            assertThat(shown.err()).startsWith("error: because " + status);
            assertThat(shown.out()).isEmpty();
        });
    }

    @Test
    void a_missing_study_is_5() {
        server.on("GET studies", "{\"studies\":[]}");
        assertThat(at("study", "stop", "nobody").code()).isEqualTo(5);
    }

    @Test
    void no_token_is_4_and_says_how_to_name_one() {
        server.problem("GET studies", 401, "UNAUTHENTICATED", "the token is missing");
        Shown shown = at("ps");
        assertThat(shown.code()).isEqualTo(4);
        assertThat(shown.err()).contains("--token-file");
    }

    @Test
    void no_server_is_9() {
        assertThat(Shown.run("ps", "--server", "http://127.0.0.1:1").code()).isEqualTo(9);
        assertThat(Shown.run("server", "status", "--data", "/nonexistent/data").code())
                .isEqualTo(9);
    }

    @Test
    void wrong_usage_is_2_with_the_word_that_was_meant_and_nothing_on_standard_output() {
        Map<List<String>, String> wrong = Map.of(
                List.of("stdy"), "did you mean \"study\"?",
                List.of("study", "lst"), "did you mean \"list\"?",
                List.of("study", "list", "--sate", "x"), "did you mean \"--state\"?",
                List.of("study", "list", "extra"), "\"extra\" is one word too many",
                List.of("help", "exitcodes"), "did you mean \"exit-codes\"?",
                List.of("trial", "show", "digits", "three"), "N three is not a whole number",
                List.of("trial", "list"), "STUDY",
                List.of("ps", "--server", "somewhere"), "is not a URL",
                List.of("study", "wait", "x", "--timeout", "soon"), "is not a duration",
                List.of("best", "x", "-o", "flgs"), "did you mean \"flags\"?");
        server.on("GET studies/x", Bodies.STUDY).on("GET studies/x/trials:best", Bodies.BEST);
        wrong.forEach((words, said) -> {
            Shown shown = at(words.toArray(new String[0]));
            assertThat(shown.code()).as("%s", words).isEqualTo(2);
            assertThat(shown.err()).as("%s", words).startsWith("error: ").contains(said);
            assertThat(shown.out()).isEmpty();
        });
    }

    @Test
    void a_noun_without_a_verb_to_guess_shows_its_verbs() {
        Shown shown = Shown.run("agent");
        assertThat(shown.code()).isEqualTo(2);
        assertThat(shown.err()).contains("agent start");
        assertThat(Shown.run("study", "--help").out()).contains("study list");
    }

    @Test
    void a_trial_that_should_stop_is_10() {
        server.on("POST studies/q/trials/3:report", "{\"shouldStop\":true,\"stopReason\":\"median\",\"accepted\":1}");
        Shown shown = at("trial", "report", "q", "3", "--step", "1", "loss=0.5");
        assertThat(shown.code()).isEqualTo(10);
        assertThat(shown.err()).isEqualTo("stop: median\n");
    }

    @Test
    void standard_output_that_closes_early_is_141_in_silence() {
        server.on("GET studies", Bodies.STUDIES);
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
        int code = Shown.with().env("ATTUNE_SERVER", server.url()).run(closed, err, "study", "list");
        assertThat(code).isEqualTo(141);
        assertThat(err.size()).isZero();
    }

    @Test
    void a_server_that_has_too_much_to_do_is_asked_again() {
        byte[] body = "{\"code\":\"RATE_LIMITED\",\"detail\":\"too many requests\"}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        server.on("GET studies", 429, "application/problem+json", body, Map.of("Retry-After", "0"))
                .on("GET studies", 503, "application/problem+json", body, Map.of("Retry-After", "0"))
                .on("GET studies", Bodies.STUDIES);
        assertThat(at("ps").code()).isZero();
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void an_answer_that_makes_no_sense_is_1_without_a_stack_trace() {
        server.on("GET studies", "<html>");
        Shown shown = at("ps");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.err()).contains("is not JSON").doesNotContain("\tat ");
        server.on(
                "GET version",
                500,
                "text/html",
                "<h1>proxy</h1>".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                Map.of());
        assertThat(at("server", "status").err())
                .isEqualTo("error: the server answered 500 to GET version: <h1>proxy</h1>\n");
    }

    @Test
    void the_help_lists_every_code() {
        String help = Shown.run("help", "exit-codes").out();
        for (int code : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130, 141, 143}) {
            assertThat(help.lines()).anyMatch(line -> line.strip().startsWith(code + " "));
        }
    }
}
