package org.attune.tuner.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.attune.tuner.api.RestCalls.Got;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists, columns, exports and comparisons over the real store. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TablesOverHttpTest {

    @TempDir
    static Path folder;

    private static Live live;

    @BeforeAll
    static void start() {
        live = new Live(folder);
        live.create("swept", 60);
        live.sweep("swept", 50);
    }

    @AfterAll
    static void stop() {
        live.close();
    }

    private static String encoded(String text) {
        return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<Integer> numbers(Got got) {
        List<Integer> numbers = new ArrayList<>();
        got.json()
                .path("trials")
                .forEach(trial -> numbers.add(trial.path("number").asInt()));
        return numbers;
    }

    @Test
    void a_filter_and_an_order_choose_trials_page_by_page() {
        String path = "/api/v1/studies/swept/trials?pageSize=4&orderBy=" + encoded("metrics.loss desc") + "&filter="
                + encoded("state=SUCCEEDED AND metrics.loss<=60 AND NOT number=41");
        Got first = live.get(path);
        assertThat(first.json().path("totalSize").asInt()).isEqualTo(10);
        assertThat(numbers(first)).containsExactly(40, 42, 43, 44);
        Got second = live.get(
                path + "&pageToken=" + first.json().path("nextPageToken").asText());
        assertThat(numbers(second)).containsExactly(45, 46, 47, 48);
        Got third = live.get(
                path + "&pageToken=" + second.json().path("nextPageToken").asText());
        assertThat(numbers(third)).containsExactly(49, 50);
        assertThat(third.json().has("nextPageToken")).isFalse();
        Got wrong = live.get("/api/v1/studies/swept/trials?filter=number%3D1&pageToken="
                + first.json().path("nextPageToken").asText());
        assertThat(wrong.code()).isEqualTo("FILTER_INVALID");
    }

    @Test
    void a_filter_that_cannot_be_read_is_told_with_its_column_and_a_suggestion() {
        Got got = live.get("/api/v1/studies/swept/trials?filter=" + encoded("state=RUNING AND x=1"));
        assertThat(got.code()).isEqualTo("FILTER_INVALID");
        var error = got.json().path("errors").path(0);
        assertThat(error.path("pointer").asText()).isEqualTo("?/filter");
        assertThat(error.path("column").asInt()).isEqualTo(7);
        assertThat(error.path("suggestion").path("replacement").asText()).isEqualTo("RUNNING");
        Got order = live.get("/api/v1/studies/swept/trials?orderBy=" + encoded("number, objectve"));
        assertThat(order.code()).isEqualTo("FILTER_INVALID");
        assertThat(order.json()
                        .path("errors")
                        .path(0)
                        .path("suggestion")
                        .path("replacement")
                        .asText())
                .isEqualTo("objective");
    }

    @Test
    void studies_are_filtered_and_ordered_too() {
        live.create("other-a", 3);
        live.create("other-b", 3);
        Got got = live.get("/api/v1/studies?orderBy=name&filter=" + encoded("name=other-* AND trials<10"));
        assertThat(got.json().path("totalSize").asInt()).isEqualTo(2);
        assertThat(got.json().path("studies").path(0).path("studyId").asText()).isEqualTo("other-a");
        Got page = live.get("/api/v1/studies?pageSize=1&orderBy=name&filter=" + encoded("name:other"));
        Got next = live.get("/api/v1/studies?pageSize=1&orderBy=name&filter=" + encoded("name:other") + "&pageToken="
                + page.json().path("nextPageToken").asText());
        assertThat(next.json().path("studies").path(0).path("studyId").asText()).isEqualTo("other-b");
    }

    @Test
    void columns_are_of_one_length_and_a_cursor_brings_what_changed() {
        live.create("growing", 10);
        live.post("/api/v1/studies/growing/trials:suggest", "{\"count\": 3}");
        Got all = live.get("/api/v1/studies/growing/trials:columns?fields=number,state,params.x,metrics.loss");
        assertThat(all.json().path("columns").path("number").toString()).isEqualTo("[1,2,3]");
        assertThat(all.json().path("columns").path("params.x")).hasSize(3);
        assertThat(all.json().path("columns").path("metrics.loss").toString()).isEqualTo("[null,null,null]");
        String cursor = all.json().path("cursor").asText();
        live.post("/api/v1/studies/growing/trials/2:report", "{\"step\": 4, \"metrics\": {\"loss\": \"NaN\"}}");
        Got changed =
                live.get("/api/v1/studies/growing/trials:columns?fields=number,step,metrics.loss&after=" + cursor);
        assertThat(changed.json().path("columns").toString())
                .isEqualTo("{\"number\":[2],\"step\":[4],\"metrics.loss\":[\"NaN\"]}");
        live.post("/api/v1/studies/growing/trials/2:complete", "{\"metrics\": {\"loss\": 1}}");
        Got gone = live.get("/api/v1/studies/growing/trials:columns?fields=number&filter=state%3DRUNNING&after="
                + changed.json().path("cursor").asText());
        assertThat(gone.json().path("gone").toString()).isEqualTo("[2]");
        assertThat(gone.json().path("count").asInt()).isZero();
    }

    @Test
    void an_unchanged_table_is_not_sent_again() {
        Got got = live.get("/api/v1/studies/swept/trials:columns?fields=number");
        Got again = live.send(
                "GET",
                "/api/v1/studies/swept/trials:columns?fields=number",
                null,
                null,
                live.admin(),
                "If-None-Match",
                got.header("ETag"));
        // another study of this server may have been written meanwhile: then the cursor is newer and all comes again
        assertThat(again.status()).isIn(200, 304);
        Got other = live.send(
                "GET",
                "/api/v1/studies/swept/trials:columns?fields=state",
                null,
                null,
                live.admin(),
                "If-None-Match",
                got.header("ETag"));
        assertThat(other.status()).isEqualTo(200);
        assertThat(live.get("/api/v1/studies/swept/trials:columns?after=zzz.1").code())
                .isEqualTo("CURSOR_EXPIRED");
    }

    @Test
    void exports_are_streamed_as_csv_and_as_lines_of_json() {
        Got csv = live.send(
                "GET",
                "/api/v1/studies/swept/trials:columns?fields=number,state,objective&filter=number%3C3",
                null,
                null,
                live.admin(),
                "Accept",
                "text/csv");
        assertThat(csv.text()).isEqualTo("number,state,objective\r\n1,SUCCEEDED,99.0\r\n2,SUCCEEDED,98.0\r\n");
        Got lines = live.send(
                "GET",
                "/api/v1/studies/swept/trials:columns?fields=number,objective&filter=number%3C3",
                null,
                null,
                live.admin(),
                "Accept",
                "application/x-ndjson");
        assertThat(lines.text()).isEqualTo("{\"number\":1,\"objective\":99.0}\n{\"number\":2,\"objective\":98.0}\n");
    }

    @Test
    void a_large_answer_is_packed_for_those_who_can_unpack_it() throws IOException {
        Got plain = live.get("/api/v1/studies/swept/trials");
        Got packed = live.sendUnchecked("/api/v1/studies/swept/trials", live.admin(), "Accept-Encoding", "gzip");
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        byte[] unpacked =
                new GZIPInputStream(new ByteArrayInputStream(packed.raw().body())).readAllBytes();
        assertThat(new String(unpacked, StandardCharsets.UTF_8)).isEqualTo(plain.text());
        Got csv = live.sendUnchecked(
                "/api/v1/studies/swept/trials:columns", live.admin(), "Accept-Encoding", "gzip", "Accept", "text/csv");
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(csv.raw().body())).readAllBytes(),
                        StandardCharsets.UTF_8))
                .startsWith("number,state,objective,params.x,metrics.loss,metrics.other\r\n");
        Got refused = live.sendUnchecked("/api/v1/studies/swept/trials", live.admin(), "Accept-Encoding", "gzip;q=0");
        assertThat(refused.header("Content-Encoding")).isEmpty();
    }

    @Test
    void trials_stand_beside_each_other_with_what_differs() {
        Got got = live.get("/api/v1/studies/swept/trials:compare?trials=7,3,12");
        assertThat(numbers(got)).containsExactly(7, 3, 12);
        var x = got.json().path("parameters").path(0);
        assertThat(x.path("name").asText()).isEqualTo("x");
        assertThat(x.path("values")).hasSize(3);
        assertThat(x.path("differs").asBoolean()).isTrue();
        var other = got.json().path("metrics").path(1);
        assertThat(other.path("name").asText()).isEqualTo("other");
        assertThat(other.path("differs").asBoolean(true)).isFalse();
        assertThat(got.json().path("curves").path(1).path("value").toString()).isEqualTo("[97.0]");
        assertThat(live.get("/api/v1/studies/swept/trials:compare?trials=1,999").code())
                .isEqualTo("NOT_FOUND");
        assertThat(live.get("/api/v1/studies/swept/trials:compare?trials=1,x").code())
                .isEqualTo("BAD_REQUEST");
    }

    @Test
    void curves_of_the_best_trials_come_in_one_call() {
        Got got = live.get("/api/v1/studies/swept/metrics?trials=best:3");
        assertThat(got.json().path("metric").asText()).isEqualTo("loss");
        List<Integer> trials = new ArrayList<>();
        got.json()
                .path("curves")
                .forEach(curve -> trials.add(curve.path("trial").asInt()));
        assertThat(trials).containsExactly(50, 49, 48);
        assertThat(live.get("/api/v1/studies/swept/metrics?trials=running")
                        .json()
                        .path("curves"))
                .isEmpty();
        assertThat(live.get("/api/v1/studies/swept/metrics?trials=worst").code())
                .isEqualTo("BAD_REQUEST");
    }
}
