package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RunCommandTest {

    private static final String SPEC = """
            # the one study
            study: digits
            objective: {metric: loss, goal: minimize}
            parameters:
              lr: {type: float, min: 0.001, max: 1, scale: log}
            maxTrials: 4
            parallelism: 1
            trial: {command: [python3, train.py, "--lr=${lr}"]}
            """;

    @TempDir
    Path folder;

    private final ScriptedServer server = new ScriptedServer();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("study.yaml"), SPEC);
        Files.writeString(folder.resolve("train.py"), "print('loss=1')\n");
        Files.writeString(folder.resolve(".attuneignore"), "data/\n");
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data/big"), "x".repeat(1_000));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Pretends that the scripted server is the embedded one. */
    private final class Embedded implements Launcher {
        boolean started;
        boolean closed;

        @Override
        public Running startEmbedded(EmbeddedOptions options) {
            started = true;
            try {
                Files.createDirectories(options.data());
                Files.writeString(options.data().resolve("admin.token"), "the-token\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return new Running() {
                @Override
                public String url() {
                    return server.url();
                }

                @Override
                public CompletionStage<Integer> ended() {
                    return new CompletableFuture<>();
                }

                @Override
                public void close() {
                    closed = true;
                }
            };
        }

        @Override
        public Running startServer(ServerOptions options) {
            throw new AssertionError();
        }

        @Override
        public Running startAgent(AgentOptions options) {
            throw new AssertionError();
        }

        @Override
        public void warmUp(Path scratch) {
            throw new AssertionError();
        }
    }

    private final Embedded embedded = new Embedded();

    private Shown run(String... more) {
        String[] words = new String[4 + more.length];
        System.arraycopy(
                new String[] {"run", file(), "--data", folder.resolve("store").toString()}, 0, words, 0, 4);
        System.arraycopy(more, 0, words, 4, more.length);
        return Shown.with().launcher(embedded).run(words);
    }

    private String file() {
        return folder.resolve("study.yaml").toString();
    }

    private void acceptsStudies(String name) {
        server.on("PUT blobs/*", 201, "");
        server.on("POST studies", 201, "{\"studyId\":\"" + name + "\",\"state\":\"ACTIVE\"}");
    }

    private void watched(String name) {
        server.on("GET studies/" + name + "/watch", Bodies.watch("g.1", "ACTIVE", 0, 0))
                .on(
                        "GET studies/" + name + "/watch?after=g.1&waitSeconds=1",
                        Bodies.watch(
                                "g.2",
                                "ACTIVE",
                                1,
                                1,
                                Bodies.trial(1, "SUCCEEDED", "{\"loss\":0.25}"),
                                Bodies.trial(2, "FAILED", "{}"),
                                Bodies.trial(3, "RUNNING", "{\"loss\":0.7}")))
                .on(
                        "GET studies/" + name + "/watch?after=g.2&waitSeconds=1",
                        Bodies.watch(
                                "g.3",
                                "SUCCEEDED",
                                3,
                                1,
                                Bodies.trial(1, "SUCCEEDED", "{\"loss\":0.25}"),
                                Bodies.trial(3, "SUCCEEDED", "{\"loss\":0.5}"),
                                Bodies.trial(4, "SUCCEEDED", "{\"loss\":0.75}")));
    }

    @Test
    void an_embedded_run_sends_files_and_text_follows_and_tells_the_best() {
        acceptsStudies("digits");
        watched("digits");
        Shown shown = run();
        assertThat(shown.err()).isEqualTo("""
                        ✔ Study digits: 1 parameter, 4 trials, 1 at a time
                        1/4  trial 1  ● succeeded  loss 0.25   best 0.25 (#1)
                        2/4  trial 2  × failed  rank 0 exited with code 1   best 0.25 (#1)
                        3/4  trial 3  ● succeeded  loss 0.5   best 0.25 (#1)
                        4/4  trial 4  ● succeeded  loss 0.75   best 0.25 (#1)
                        Study digits SUCCEEDED in 41 s: 3 ok, 1 failed
                        Best: trial 1  loss 0.25 at step 3
                          lr 0.1
                        Next:  attune best digits -o flags --data DATA
                               attune trial list digits --data DATA
                        """.replace(
                        "DATA", Shell.quote(folder.resolve("store").toString())));
        assertThat(shown.out()).isEmpty();
        assertThat(shown.code()).isZero();
        assertThat(embedded.closed).isTrue();
        assertThat(server.requests)
                .allSatisfy(r -> assertThat(r.authorization()).isEqualTo("Bearer the-token"));
        ScriptedServer.Request put = only("PUT blobs/");
        String digest = put.path().substring("blobs/".length());
        ScriptedServer.Request post = only("POST studies?");
        assertThat(post.body()).isEqualTo(SPEC);
        assertThat(post.type()).isEqualTo("application/yaml");
        assertThat(post.path()).contains("requestId=").contains("&files=" + digest);
        assertThat(digest).matches("[0-9a-f]{64}");
    }

    private ScriptedServer.Request only(String begin) {
        return server.requests.stream()
                .filter(request -> request.line().startsWith(begin))
                .reduce((a, b) -> {
                    throw new AssertionError("two of " + begin);
                })
                .orElseThrow(() -> new AssertionError("none of " + begin + " in " + server.lines()));
    }

    @Test
    void a_folder_that_the_server_has_is_not_sent_again() {
        acceptsStudies("digits");
        watched("digits");
        run();
        String digest = only("PUT blobs/").path();
        server.on("HEAD " + digest, 200, "");
        server.requests.clear();
        assertThat(run().code()).isZero();
        assertThat(server.lines()).noneMatch(line -> line.startsWith("PUT"));
    }

    @Test
    void a_folder_that_is_too_large_is_refused_with_its_largest_files() throws IOException {
        Files.writeString(folder.resolve(".attuneignore"), "");
        try (var big = java.nio.channels.FileChannel.open(
                folder.resolve("data/model.bin"),
                java.nio.file.StandardOpenOption.CREATE,
                java.nio.file.StandardOpenOption.WRITE)) {
            big.write(java.nio.ByteBuffer.wrap(new byte[1]), 70L << 20);
        }
        Shown shown = run();
        assertThat(shown.code()).isEqualTo(3);
        assertThat(shown.err()).contains("64 MiB").contains("70 MiB  data/model.bin");
        assertThat(server.lines()).noneMatch(line -> line.startsWith("POST"));
        assertThat(embedded.closed).isTrue();
    }

    @Test
    void a_name_that_an_ended_study_has_gets_a_number() {
        server.on("GET studies/digits", "{\"state\":\"SUCCEEDED\"}")
                .on("GET studies/digits-2", "{\"state\":\"FAILED\"}");
        acceptsStudies("digits-3");
        watched("digits-3");
        Shown shown = run();
        assertThat(shown.err())
                .startsWith("Study digits exists and has ended; this one is called digits-3.\n✔ Study digits-3: ");
        String body = only("POST studies?").body();
        assertThat(body)
                .startsWith("# " + file() + " with --set study=digits-3\n{")
                .contains("\"study\" : \"digits-3\"");
        assertThat(shown.code()).isZero();
    }

    @Test
    void a_name_that_an_open_study_has_is_a_conflict_that_says_how_to_resume() {
        server.on("GET studies/digits", "{\"state\":\"PAUSED\"}");
        Shown shown = run();
        assertThat(shown.code()).isEqualTo(6);
        assertThat(shown.err())
                .contains("study digits exists and has not ended (PAUSED)")
                .contains("attune run --resume digits --data ");
        assertThat(embedded.closed).isTrue();
    }

    @Test
    void resume_goes_on_with_a_paused_study() {
        server.on("GET studies/digits", Bodies.STUDY.replace("ACTIVE", "PAUSED"))
                .on("POST studies/digits:resume", "{}");
        watched("digits");
        Shown shown = Shown.with()
                .launcher(embedded)
                .run(
                        "run",
                        "--resume",
                        "digits",
                        "--data",
                        folder.resolve("store").toString());
        assertThat(shown.err()).startsWith("✔ Resumed study digits: 8 of 40 trials had ended\n");
        assertThat(server.lines()).contains("POST studies/digits:resume");
        assertThat(shown.code()).isZero();
    }

    @Test
    void a_study_that_fails_ends_with_7() {
        acceptsStudies("digits");
        server.on("GET studies/digits/watch", Bodies.watch("g.9", "FAILED", 0, 4));
        Shown shown = run();
        assertThat(shown.code()).isEqualTo(7);
        assertThat(shown.err())
                .contains("It ended FAILED: too many trials failed")
                .contains("attune logs digits");
    }

    @Test
    void waiting_ends_with_8_when_its_time_is_over() {
        acceptsStudies("digits");
        server.on("GET studies/digits/watch", Bodies.watch("g.9", "ACTIVE", 0, 0));
        server.on("POST studies/digits:pause", "{\"state\":\"PAUSED\"}");
        Shown shown = run("--timeout", "0s");
        assertThat(shown.code()).isEqualTo(8);
        assertThat(shown.err()).contains("attune run --resume digits");
        assertThat(only("POST studies/digits:pause").body()).contains("the time of its run was over");
        assertThat(shown.err()).contains("the time ran out; study digits is ACTIVE");
    }

    @Test
    void what_is_set_overrides_the_text_and_is_sent_whole() {
        acceptsStudies("small");
        watched("small");
        assertThat(run("--set", "maxTrials=2", "--name", "small", "--set", "trial.env.A=b c")
                        .code())
                .isZero();
        String body = only("POST studies?").body();
        assertThat(body)
                .contains("--set maxTrials=2 --set 'trial.env.A=b c' --set study=small\n")
                .contains("\"maxTrials\" : 2")
                .contains("\"A\" : \"b c\"");
    }

    @Test
    void what_is_set_wrongly_is_named_by_its_path() {
        Shown wrong = run("--set", "maxTrials=many");
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err()).contains("--set maxTrials").contains("WRONG_TYPE");
        Shown unknown = run("--set", "maxTrails=3");
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.err()).contains("UNKNOWN_KEY").contains("maxTrials");
        assertThat(run("--set", "maxTrials").code()).isEqualTo(2);
        assertThat(embedded.started).isFalse();
    }

    @Test
    void a_dry_run_starts_nothing() {
        Shown shown = run("--dry-run");
        assertThat(shown.code()).isZero();
        assertThat(shown.err()).isEqualTo("✔ digits would run: 1 parameter, 4 trials, 1 at a time\n");
        assertThat(embedded.started).isFalse();
    }

    @Test
    void a_dry_run_asks_a_server_whether_it_fits_and_shows_the_place() {
        server.on("POST studies:validate?checks=cluster", """
                {"valid":false,"errors":[{"pointer":"#/trial/workers","code":"UNPLACEABLE","severity":"error",
                 "detail":"needs 16 GPUs on one node; the largest has 8","line":8,"column":1,"endLine":8,"endColumn":6,
                 "suggestion":{"text":"set trial.workers: 2"}}],"warnings":[]}""");
        Shown shown = Shown.with().run("run", file(), "--dry-run", "--server", server.url());
        assertThat(shown.code()).isEqualTo(3);
        assertThat(shown.err())
                .contains(file() + ":8:1")
                .contains("(server check)")
                .contains("UNPLACEABLE")
                .contains("     8 | trial:")
                .contains("help: set trial.workers: 2");
    }

    @Test
    void on_a_server_detach_returns_at_once_and_a_taken_name_is_a_conflict() {
        acceptsStudies("digits");
        Shown shown = Shown.with().run("run", file(), "--detach", "--server", server.url());
        assertThat(shown.code()).isZero();
        assertThat(server.lines()).noneMatch(line -> line.contains("watch"));
        try (ScriptedServer other = new ScriptedServer()) {
            other.on("PUT blobs/*", 201, "").problem("POST studies", 409, "ALREADY_EXISTS", "there is a study digits");
            Shown taken = Shown.with().run("run", file(), "--server", other.url());
            assertThat(taken.code()).isEqualTo(6);
            assertThat(taken.err()).contains("there is a study digits").contains("--name NAME");
        }
        assertThat(run("--detach").code()).isEqualTo(9);
    }

    @Test
    void a_spec_comes_from_standard_input_too() {
        Shown shown = Shown.with().input(SPEC).run("run", "-", "--dry-run");
        assertThat(shown.code()).isZero();
        Shown bad = Shown.with().input("study: UP\n").run("validate", "-");
        assertThat(bad.code()).isEqualTo(3);
        assertThat(bad.err()).contains("stdin:1:8");
        assertThat(new String(SPEC.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(SPEC);
    }

    @Test
    void a_file_that_is_not_there_and_a_folder_are_invalid_input() {
        assertThat(Shown.run("run", folder.resolve("no.yaml").toString()).code())
                .isEqualTo(3);
        Shown shown = Shown.run("run", folder.toString());
        assertThat(shown.code()).isEqualTo(3);
        assertThat(shown.err()).contains(folder.resolve("study.yaml").toString());
        assertThat(Shown.run("run").code()).isEqualTo(2);
        assertThat(Shown.run("run", file(), "--resume", "digits").code()).isEqualTo(2);
    }

    @Test
    void on_a_terminal_one_line_rewrites_itself_and_never_wraps() {
        acceptsStudies("digits");
        watched("digits");
        Shown shown = Shown.with()
                .launcher(embedded)
                .tty(40)
                .run("run", file(), "--data", folder.resolve("store").toString());
        String begin = "\r\u001B[K\u001B[?7l";
        String end = "\u001B[?7h";
        int from = shown.err().indexOf(begin);
        assertThat(from).isPositive();
        int lines = 0;
        while (from >= 0) {
            int to = shown.err().indexOf(end, from);
            String line = shown.err().substring(from + begin.length(), to);
            assertThat(Columns.width(line)).isLessThan(40);
            assertThat(line).startsWith("digits  ").doesNotContain("\n");
            lines++;
            from = shown.err().indexOf(begin, to);
        }
        assertThat(lines).isEqualTo(3);
        assertThat(shown.err()).contains("\u001B[33m0.25 (#1)\u001B[0m").contains("×trial 2");
        assertThat(shown.err()).doesNotContain("trial 3  ");
    }
}
