package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReadingCommandsTest {

    private final ScriptedServer server = new ScriptedServer();

    @BeforeEach
    void script() {
        server.on("GET studies", Bodies.STUDIES)
                .on("GET studies/digits", Bodies.STUDY)
                .on("GET studies/digits/trials", Bodies.TRIALS)
                .on("GET studies/digits/trials/3", Bodies.TRIAL_3)
                .on("GET studies/digits/trials/5", Bodies.TRIAL_5)
                .on("GET studies/digits/trials:best", Bodies.BEST);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Shown.Setting at() {
        return Shown.with().env("ATTUNE_SERVER", server.url()).env("ATTUNE_TOKEN", "secret");
    }

    @Test
    void studies_are_a_table() {
        Shown shown = at().run("study", "list");
        assertThat(shown.code()).isZero();
        assertThat(shown.out()).isEqualTo("""
                        STUDY   STATE      TRIALS    BEST  OF TRIAL  METRIC
                        digits  ◐ running    8/40  0.9667         3  val_accuracy
                        """);
        assertThat(shown.err()).isEmpty();
        assertThat(server.requests.get(0).authorization()).isEqualTo("Bearer secret");
    }

    @Test
    void the_verb_that_is_missing_is_list_and_ps_asks_for_open_studies() {
        assertThat(at().run("study").out()).isEqualTo(at().run("study", "ls").out());
        at().run("ps");
        assertThat(server.lines()).last().isEqualTo("GET studies?pageSize=1000&state=ACTIVE,PAUSED,STOPPING");
    }

    @Test
    void trials_are_a_table_with_a_column_for_each_parameter() {
        assertThat(at().run("trial", "list", "digits").out()).isEqualTo("""
                        TRIAL  STATE        val_accuracy  STEP      lr  optimizer  momentum   TOOK
                            3  ● succeeded        0.9667     9  3.1e-4       adam         -  2.3 s
                            5  × failed                -     -    0.25        sgd       0.9  0.5 s
                        """);
    }

    @Test
    void csv_has_exact_values_plain_words_and_quotes_where_they_are_needed() {
        assertThat(at().run("trial", "list", "digits", "-o", "csv").out()).isEqualTo("""
                        number,state,val_accuracy,step,params.lr,params.optimizer,params.momentum,durationSeconds,origin,reason
                        3,SUCCEEDED,0.96671234,9,3.1E-4,adam,,2.25,sobol,
                        5,FAILED,,,0.25,sgd,0.9,0.5,sobol,"rank 1 exited with code 3, saying ""no, data""\"
                        """);
    }

    @Test
    void json_and_yaml_are_the_body_and_ndjson_has_a_line_for_each_item() throws Exception {
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(at().run("trial", "list", "digits", "--json").out()))
                .isEqualTo(json.readTree(Bodies.TRIALS));
        assertThat(at().run("trial", "list", "digits", "-o", "ndjson").out().lines())
                .hasSize(2)
                .first()
                .isEqualTo(json.readTree(Bodies.TRIAL_3).toString());
        assertThat(at().run("study", "show", "digits", "-o", "yaml").out())
                .startsWith("name: studies/digits\nstudyId: digits\n");
        assertThat(at().run("study", "list", "-o", "name").out()).isEqualTo("digits\n");
    }

    @Test
    void columns_are_chosen_by_their_name_whatever_the_case() {
        assertThat(at().run("trial", "list", "digits", "--columns", "number,VAL_ACCURACY,params.lr", "--no-headers")
                        .out())
                .isEqualTo("3  0.9667  3.1e-4\n5       -    0.25\n");
        Shown wrong = at().run("trial", "list", "digits", "--columns", "numbr");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("did you mean \"number\"?");
    }

    @Test
    void states_are_checked_here_and_sent_in_one_parameter() {
        at().run("trial", "list", "digits", "--state", "failed,Pruned");
        assertThat(server.lines())
                .last()
                .isEqualTo("GET studies/digits/trials?pageSize=1000&orderBy=number&state=FAILED,PRUNED");
        Shown wrong = at().run("trial", "list", "digits", "--state", "faild");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("did you mean \"FAILED\"?");
    }

    @Test
    void pages_are_put_together_until_the_limit() {
        server.on("GET studies/many", Bodies.STUDY.replace("digits", "many"))
                .on(
                        "GET studies/many/trials?pageSize=1000&orderBy=number",
                        Bodies.TRIALS.replace("\"totalSize\":2", "\"nextPageToken\":\"t 2\",\"totalSize\":4"))
                .on("GET studies/many/trials?pageSize=1000&orderBy=number&pageToken=t+2", Bodies.TRIALS);
        assertThat(at().run("trial", "list", "many", "-o", "ndjson").out().lines())
                .hasSize(4);
        server.on(
                        "GET studies/many/trials?pageSize=3&orderBy=number",
                        Bodies.TRIALS.replace("\"totalSize\":2", "\"nextPageToken\":\"t\",\"totalSize\":4"))
                .on("GET studies/many/trials?pageSize=3&orderBy=number&pageToken=t", Bodies.TRIALS);
        assertThat(at().run("trial", "list", "many", "--limit", "3", "-o", "ndjson")
                        .out()
                        .lines())
                .hasSize(3);
    }

    @Test
    void a_list_without_items_says_so_and_prints_no_data() {
        try (ScriptedServer empty = new ScriptedServer()) {
            empty.on("GET studies", "{\"studies\":[],\"totalSize\":0}");
            Shown shown = Shown.run("ps", "--server", empty.url());
            assertThat(shown.code()).isZero();
            assertThat(shown.out()).isEmpty();
            assertThat(shown.err()).startsWith("no study is ACTIVE or PAUSED or STOPPING\n");
        }
    }

    @Test
    void best_is_ready_to_paste() {
        assertThat(at().run("best", "digits", "-o", "flags").out()).isEqualTo("--lr=3.1E-4 --optimizer=adam\n");
        assertThat(at().run("best", "digits", "-o", "env").out()).isEqualTo("LR=3.1E-4\nOPTIMIZER=adam\n");
        assertThat(at().run("best", "digits", "-o", "params").out()).isEqualTo("lr: 3.1E-4\noptimizer: adam\n");
        assertThat(at().run("best", "digits").out()).isEqualTo("""
                        TRIAL  STATE        val_accuracy  STEP      lr  optimizer   TOOK
                            3  ● succeeded        0.9667     9  3.1e-4       adam  2.3 s
                        """);
    }

    @Test
    void best_of_a_study_without_a_good_trial_is_not_found() {
        server.on("GET studies/young", Bodies.STUDY).on("GET studies/young/trials:best", "{\"trials\":[]}");
        Shown shown = at().run("best", "young");
        assertThat(shown.code()).isEqualTo(5);
        assertThat(shown.out()).isEmpty();
    }

    @Test
    void one_study_is_told_in_a_few_lines() {
        assertThat(at().run("study", "show", "digits").out()).isEqualTo("""
                        digits  ◐ running
                          a net
                          maximize val_accuracy
                          digits  ███▍░░░░░░░░░░░░░  8/40  ◐2 ○1 ◇4 ×1   best 0.9667 (#3)
                          lr 3.1e-4   optimizer adam
                          created 2026-11-24T10:00:00Z, uid k3v9x2ab
                        """);
    }

    @Test
    void one_trial_is_told_with_the_cause_and_its_last_lines_and_cannot_steer_the_terminal() {
        Shown shown = at().run("trial", "show", "digits", "5");
        assertThat(shown.out()).isEqualTo("""
                        digits trial 5  × failed  in 0.5 s  from sobol
                          rank 1 exited with code 3, saying "no, data"
                          lr 0.25   optimizer sgd   momentum 0.9
                          attempt 1  × failed  on n1 n2
                            rank 1 exited with code 3
                            | Traceback
                            |  [31mno, data
                        """);
        assertThat(shown.err()).isEqualTo("Next:  attune trial logs digits 5\n       attune trial metrics digits 5\n");
    }

    @Test
    void metrics_are_rows_by_step() {
        server.on("GET studies/digits/trials/3/metrics?maxPoints=10000", """
                {"series":[{"name":"loss","step":[1,2],"time":["2026-11-24T10:00:01Z","2026-11-24T10:00:02Z"],
                 "value":[0.5,"NaN"]},{"name":"acc","step":[1],"time":["2026-11-24T10:00:01Z"],"value":[0.9]}]}""");
        assertThat(at().run("trial", "metrics", "digits", "3", "loss", "-o", "csv")
                        .out())
                .isEqualTo("""
                        metric,step,value,time
                        loss,1,0.5,2026-11-24T10:00:01Z
                        loss,2,NaN,2026-11-24T10:00:02Z
                        """);
        Shown wrong = at().run("trial", "metrics", "digits", "3", "los");
        assertThat(wrong.code()).isEqualTo(5);
        assertThat(wrong.err()).contains("did you mean \"loss\"?");
    }

    @Test
    void events_name_their_trial() {
        server.on("GET studies/digits/events", """
                {"events":[{"kind":"STUDY_CREATED","text":"created","time":"2026-11-24T10:00:00Z"},
                 {"trial":3,"kind":"TRIAL_ENDED","text":"ended well","time":"2026-11-24T10:00:03Z"}]}""");
        assertThat(at().run("study", "events", "digits").out()).isEqualTo("""
                        TIME                  TRIAL  KIND           WHAT
                        2026-11-24T10:00:00Z         STUDY_CREATED  created
                        2026-11-24T10:00:03Z      3  TRIAL_ENDED    ended well
                        """);
    }

    @Test
    void the_spec_comes_back_as_it_was_written() {
        String text = "# mine\nstudy: digits   # ok\n";
        server.on("GET studies/digits/spec", 200, "application/yaml", text.getBytes(StandardCharsets.UTF_8), Map.of());
        assertThat(at().run("study", "spec", "digits").out()).isEqualTo(text);
    }

    @Test
    void nodes_and_the_queue_are_tables() {
        server.on("GET nodes", """
                        {"nodes":[{"name":"n1","incarnation":"7","state":"UP","address":"127.0.0.1:7355",
                         "total":{"cpus":4.0,"memoryBytes":17179869184,"devices":2},
                         "free":{"cpus":1.5,"memoryBytes":8589934592,"devices":1},"devices":["A100","A100"],
                         "labels":{"zone":"eu-1"},"guard":true,"lastHeardTime":"2026-11-24T10:00:00Z"}]}""").on("GET queue", """
                        {"queue":[{"position":1,"studyId":"digits","trial":9,"attempt":1,"state":"QUEUED",
                         "reason":"needs 2 CPUs, 1.5 are free","workers":2,"each":{"cpus":1.0,"memoryBytes":0,"devices":0},
                         "nodes":[]}],"running":[{"studyId":"digits","trial":8,"attempt":1,"state":"RUNNING","reason":"",
                         "workers":2,"each":{"cpus":1.0,"memoryBytes":0,"devices":0},"nodes":["n1","n1"]}]}""");
        assertThat(at().run("cluster").out()).isEqualTo("""
                        NODE  STATE  ADDRESS         CPUS FREE  MEMORY FREE  DEVICES FREE  LABELS
                        n1    ● up   127.0.0.1:7355      1.5/4     8/16 GiB           1/2  zone=eu-1
                        """);
        assertThat(at().run("cluster", "queue").out()).isEqualTo("""
                        WAITS AT  STUDY   TRIAL  ATTEMPT  STATE      WORKERS  NODES  WHY
                                  digits      8        1  ◐ running        2  n1 n1
                               1  digits      9        1  ○ queued         2         needs 2 CPUs, 1.5 are free
                        """);
    }

    @Test
    void a_study_that_is_not_there_is_answered_with_the_nearest_name() {
        server.problem("GET studies/digit", 404, "NOT_FOUND", "there is no study digit");
        Shown shown = at().run("study", "show", "digit");
        assertThat(shown.code()).isEqualTo(5);
        assertThat(shown.err()).isEqualTo("error: there is no study \"digit\"\n  help: did you mean \"digits\"?\n");
        server.problem("GET studies/digits/trials/99", 404, "NOT_FOUND", "there is no trial 99 of a study digits");
        assertThat(at().run("trial", "show", "digits", "99").err())
                .isEqualTo("error: there is no trial 99 of a study digits\n");
    }

    @Test
    void a_table_on_a_terminal_is_cut_to_its_width_and_has_the_best_in_gold() {
        Shown shown = at().tty(40).run("trial", "list", "digits");
        assertThat(shown.out().lines())
                .allSatisfy(line -> assertThat(Columns.width(line)).isLessThanOrEqualTo(40));
        assertThat(shown.out()).contains("\u001B[33m0.9667\u001B[0m").contains("…");
        assertThat(at().tty(40)
                        .env("NO_COLOR", "1")
                        .run("trial", "list", "digits")
                        .out())
                .doesNotContain("\u001B");
    }
}
