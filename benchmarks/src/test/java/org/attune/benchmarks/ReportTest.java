package org.attune.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ReportTest {

    private static final Machine MACHINE = new Machine(
            Instant.parse("2026-11-24T10:00:00Z"), 2, "a processor", 15.64, "a JDK", "Linux 6", "0.10 0.20 0.30");
    private static final Measurement GOOD = new Measurement(
            "rate", "trials", Aim.atLeast(150, "trials/s"), 1234.5, "a | b\nc", Peer.recorded("Ray: 1.0/s"), 0.25);
    private static final Measurement BAD =
            new Measurement("stop", "stop", Aim.atMost(20, "ms"), 31.26, "", Peer.NONE, 0.5);
    private static final Measurement NONE =
            new Measurement("gone", "gone", Aim.atMost(20, "ms"), Double.NaN, "why not", Peer.NONE, Double.NaN);

    @TempDir
    Path folder;

    @Test
    void the_page_shows_machine_aim_value_verdict_and_where_the_peer_comes_from() {
        String page = new Report("first-light", MACHINE, "0.1.0", List.of(GOOD, BAD, NONE)).markdown();

        assertThat(page)
                .contains("| machine | 2 cores, a processor, 15.6 GiB |")
                .contains("| load at the start | 0.10 0.20 0.30 |")
                .contains("| trials | ≥ 150 trials/s | **1,235 trials/s** | met | Ray: 1.0/s | recorded")
                .contains("| stop | ≤ 20 ms | **31.3 ms** | MISSED | – | – |")
                .contains("| gone | ≤ 20 ms | – | NOT MEASURED | – | – |")
                .contains("- **trials** (load 0.25): a \\| b c\n");
    }

    @Test
    void the_json_says_the_same_for_programs() throws Exception {
        new Report("first-light", MACHINE, "0.1.0", List.of(GOOD, BAD, NONE)).writeTo(folder.resolve("results"));

        JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(folder.resolve("results/first-light.json")));
        assertThat(json.path("machine").path("memoryGiB").asDouble()).isEqualTo(15.6);
        JsonNode first = json.path("figures").path(0);
        assertThat(first.path("atLeast").asDouble()).isEqualTo(150);
        assertThat(first.path("met").asBoolean()).isTrue();
        assertThat(first.path("peer").path("how").asText()).isEqualTo("RECORDED");
        assertThat(json.path("figures").path(1).path("met").asBoolean()).isFalse();
        assertThat(json.path("figures").path(2).path("value").isNull()).isTrue();
        assertThat(folder.resolve("results/first-light.md")).content().startsWith("# ");
    }

    @Test
    void a_figure_that_fails_is_reported_and_the_next_one_is_measured() throws Exception {
        Bench bench = new Bench(new Attune(folder, folder), Peers.read(null), true, line -> {});
        List<String> told = new ArrayList<>();

        List<Measurement> all = FirstLight.measure(bench, List.of(figure("broken"), figure("good")), told::add);

        assertThat(all).extracting(Measurement::verdict).containsExactly("NOT MEASURED", "met");
        assertThat(told.get(0)).contains("broken").contains("no luck");
    }

    @Test
    void a_peer_that_was_measured_here_replaces_the_recorded_figure() throws Exception {
        Path answer = folder.resolve("peers.json");
        Files.writeString(answer, "{\"optuna\": \"5.0.0\", \"observations_per_second\": 1800.4}");
        Peers peers = Peers.read(answer);

        assertThat(peers.observations())
                .isEqualTo(new Peer("Optuna 5.0.0, journal file: 1,800 observations/s", Peer.How.MEASURED_HERE));
        assertThat(peers.askReportTell().how()).isEqualTo(Peer.How.RECORDED);
    }

    private static Figure figure(String name) {
        return new Figure() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Measurement> measure(Bench bench) {
                if (name.equals("broken")) {
                    throw new IllegalStateException("no luck");
                }
                return List.of(GOOD);
            }
        };
    }
}
