package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WritingCommandsTest {

    private static final String ASKED = """
            {"trials":[{"name":"studies/q/trials/7","studyId":"q","number":7,"state":"RUNNING",
             "parameters":{"x":1.5,"kind":"a b"},"leaseExpireTime":"2026-11-24T10:10:00Z"}],"studyState":"ACTIVE"}""";

    @TempDir
    Path folder;

    private final ScriptedServer server = new ScriptedServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private Shown.Setting at() {
        return Shown.with().env("ATTUNE_SERVER", server.url());
    }

    @Test
    void studies_are_moved_with_a_reason() {
        server.on("POST studies/digits:pause", "{\"state\":\"PAUSED\"}");
        Shown shown = at().run("study", "pause", "digits", "--reason", "lunch");
        assertThat(shown.err()).isEqualTo("✔ digits is PAUSED\nNext:  attune study resume digits\n");
        assertThat(shown.out()).isEmpty();
        assertThat(server.requests.get(0).body()).isEqualTo("{\"reason\":\"lunch\"}");
    }

    @Test
    void cancelling_asks_a_person_and_needs_yes_elsewhere() {
        server.on("POST studies/digits:cancel", "{\"state\":\"CANCELLED\"}");
        assertThat(at().run("study", "cancel", "digits").code()).isEqualTo(2);
        assertThat(at().tty(80).input("n\n").run("study", "cancel", "digits").code())
                .isEqualTo(130);
        assertThat(server.requests).isEmpty();
        assertThat(at().tty(80).input("y\n").run("study", "cancel", "digits").code())
                .isZero();
        assertThat(at().run("study", "cancel", "digits", "--yes").code()).isZero();
    }

    @Test
    void deleting_wants_the_name() {
        server.on("GET studies/digits", Bodies.STUDY).on("DELETE studies/digits", 204, "");
        assertThat(at().tty(80).input("y\n").run("study", "delete", "digits").code())
                .isEqualTo(130);
        assertThat(at().run("study", "delete", "digits", "--confirm", "digit").code())
                .isEqualTo(2);
        assertThat(server.lines()).noneMatch(line -> line.startsWith("DELETE"));
        assertThat(at().tty(80)
                        .input("digits\n")
                        .run("study", "delete", "digits")
                        .code())
                .isZero();
        assertThat(at().run("study", "delete", "digits", "--confirm", "digits").code())
                .isZero();
        assertThat(server.lines()).filteredOn(line -> line.startsWith("DELETE")).hasSize(2);
    }

    @Test
    void a_trial_is_ended_by_its_number() {
        server.on("POST studies/digits/trials/3:stop", "{\"state\":\"PRUNED\"}");
        assertThat(at().run("trial", "stop", "digits", "3").err()).startsWith("✔ digits trial 3 is PRUNED\n");
    }

    @Test
    void asking_gives_parameters_in_many_forms() {
        server.on("POST studies/q/trials:suggest", ASKED);
        assertThat(at().run("trial", "ask", "q", "-o", "env").out()).isEqualTo("TRIAL=7\nX=1.5\nKIND='a b'\n");
        assertThat(at().run("trial", "ask", "q", "-o", "flags").out()).isEqualTo("--x=1.5 '--kind=a b'\n");
        assertThat(at().run("trial", "ask", "q", "-o", "name").out()).isEqualTo("7\n");
        assertThat(at().run("trial", "ask", "q").out()).contains("x 1.5   kind a b");
        assertThat(at().run("trial", "ask", "q", "--client", "me", "--count", "2", "--lease", "1m", "-o", "json")
                        .out())
                .contains("\"studyState\" : \"ACTIVE\"");
        assertThat(server.requests.get(server.requests.size() - 1).body())
                .contains("\"count\":2", "\"clientId\":\"me\"", "\"leaseSeconds\":60", "\"requestId\":\"");
    }

    @Test
    void asking_an_ended_study_is_5_and_waiting_in_vain_is_8() {
        server.on("POST studies/q/trials:suggest", "{\"trials\":[],\"studyState\":\"SUCCEEDED\"}");
        Shown ended = at().run("trial", "ask", "q");
        assertThat(ended.code()).isEqualTo(5);
        assertThat(ended.err()).contains("study q has ended: SUCCEEDED");
        server.on("POST studies/r/trials:suggest", "{\"trials\":[],\"studyState\":\"ACTIVE\"}");
        assertThat(at().run("trial", "ask", "r", "--wait", "0s").code()).isEqualTo(8);
    }

    @Test
    void asking_waits_until_there_is_a_trial() {
        server.on("POST studies/q/trials:suggest", "{\"trials\":[],\"studyState\":\"ACTIVE\"}")
                .on("POST studies/q/trials:suggest", ASKED);
        assertThat(at().run("trial", "ask", "q", "-o", "name").out()).isEqualTo("7\n");
        assertThat(server.requests).hasSize(2);
    }

    @Test
    void reports_carry_numbers_and_what_is_no_number() {
        server.on("POST studies/q/trials/7:report", "{\"shouldStop\":false,\"accepted\":4}");
        Shown shown = at().run("trial", "report", "q", "7", "--step", "3", "loss=0.25", "a/b=-1e-3", "c=nan", "d=-inf");
        assertThat(shown.code()).isZero();
        assertThat(server.requests.get(0).body())
                .isEqualTo("{\"step\":3,\"metrics\":{\"loss\":0.25,\"a/b\":-0.001,\"c\":\"NaN\",\"d\":\"-Infinity\"}}");
        assertThat(at().run("trial", "report", "q", "7", "--step", "3", "loss=low")
                        .code())
                .isEqualTo(2);
        assertThat(at().run("trial", "report", "q", "7", "--step", "3").code()).isEqualTo(2);
    }

    @Test
    void inside_a_trial_study_number_server_and_token_come_from_its_environment() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), "t-7\n");
        server.on("POST studies/q/trials/7:report", "{\"shouldStop\":true,\"stopReason\":\"asha\",\"accepted\":1}");
        Shown shown = Shown.with()
                .env("ATTUNE_STUDY", "q")
                .env("ATTUNE_TRIAL", "7")
                .env("ATTUNE_API", server.url() + "/api/v1")
                .env("ATTUNE_TOKEN_FILE", token.toString())
                .run("trial", "report", "--step", "3", "loss=0.25");
        assertThat(shown.code()).isEqualTo(10);
        assertThat(server.requests.get(0).authorization()).isEqualTo("Bearer t-7");
    }

    @Test
    void telling_ends_a_trial_in_one_way() {
        server.on("POST studies/q/trials/7:complete", "{\"state\":\"SUCCEEDED\"}");
        assertThat(at().run("trial", "tell", "q", "7", "loss=0.25").err()).isEqualTo("✔ q trial 7 is SUCCEEDED\n");
        at().run("trial", "tell", "q", "7", "--failed", "no memory");
        at().run("trial", "tell", "q", "7", "--pruned");
        assertThat(server.requests.stream().map(ScriptedServer.Request::body))
                .containsExactly(
                        "{\"metrics\":{\"loss\":0.25}}",
                        "{\"state\":\"FAILED\",\"reason\":\"no memory\"}",
                        "{\"state\":\"PRUNED\"}");
        assertThat(at().run("trial", "tell", "q", "7", "--pruned", "--failed", "x")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void waiting_follows_to_the_end() {
        server.on("GET studies/digits", Bodies.STUDY)
                .on("GET studies/digits/watch", Bodies.watch("g.1", "SUCCEEDED", 4, 0));
        Shown shown = at().run("study", "wait", "digits");
        assertThat(shown.code()).isZero();
        assertThat(shown.err())
                .startsWith("Study digits SUCCEEDED in 41 s: 4 ok\nBest: trial 1  loss 0.25 at step 3\n");
        assertThat(at().run("study", "wait", "digits", "--quiet").err()).isEmpty();
    }

    @Test
    void a_restored_store_is_watched_from_its_beginning() {
        server.on("GET studies/digits", Bodies.STUDY)
                .on("GET studies/digits/watch", Bodies.watch("old.1", "ACTIVE", 0, 0))
                .problem("GET studies/digits/watch?after=old.1&waitSeconds=1", 410, "CURSOR_EXPIRED", "another store")
                .on("GET studies/digits/watch", Bodies.watch("new.1", "SUCCEEDED", 4, 0));
        assertThat(at().run("study", "wait", "digits").code()).isZero();
    }

    @Test
    void logs_come_as_bytes_in_whole_lines_for_several_ranks() {
        server.on("GET studies/digits/trials/3", Bodies.TRIAL_3);
        log("attempt=1&rank=0&stream=out&offset=0&limit=262144", "one\ntw", 6);
        log("attempt=1&rank=0&stream=out&offset=6&limit=262144", "o\n", 8);
        log("attempt=1&rank=0&stream=out&offset=8&limit=262144", "", 8);
        log("attempt=1&rank=0&stream=err&offset=0&limit=262144", "", 0);
        log("attempt=1&rank=1&stream=out&offset=0&limit=262144", "", 4096);
        log("attempt=1&rank=1&stream=out&offset=4096&limit=262144", "end", 4099);
        log("attempt=1&rank=1&stream=out&offset=4099&limit=262144", "", 4099);
        log("attempt=1&rank=1&stream=err&offset=0&limit=262144", "", 0);
        assertThat(at().run("trial", "logs", "digits", "3").out()).isEqualTo("one\ntwo\n");
        assertThat(at().run("logs", "digits/3", "--rank", "all").out()).isEqualTo("[r0] one\n[r0] two\n[r1] end\n");
        assertThat(at().run("trial", "logs", "digits", "3", "--rank", "2").code())
                .isEqualTo(5);
        assertThat(at().run("trial", "logs", "digits", "3", "--attempt", "2").code())
                .isEqualTo(5);
        assertThat(at().run("trial", "logs", "digits", "3", "--rank", "x").code())
                .isEqualTo(2);
    }

    @Test
    void the_end_of_a_log_is_asked_of_the_server_and_logs_without_a_number_are_of_the_newest() {
        server.on("GET studies/digits/trials?pageSize=1000&orderBy=number+desc", Bodies.TRIALS)
                .on("GET studies/digits/trials/3", Bodies.TRIAL_3);
        log("attempt=1&rank=0&stream=out&tail=1&limit=8388608", "last\n", 99);
        log("attempt=1&rank=0&stream=err&tail=1&limit=8388608", "", 0);
        log("attempt=1&rank=0&stream=out&offset=99&limit=262144", "", 99);
        log("attempt=1&rank=0&stream=err&offset=0&limit=262144", "", 0);
        assertThat(at().run("logs", "digits", "--tail", "1", "-f").out()).isEqualTo("last\n");
    }

    private void log(String query, String text, long next) {
        server.on(
                "GET studies/digits/trials/3/logs?" + query,
                200,
                "text/plain",
                text.getBytes(StandardCharsets.UTF_8),
                Map.of("X-Next-Offset", Long.toString(next)));
    }
}
