package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Numbers, widths, tables and progress: the pure parts of what a person reads. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TextsTest {

    private static final Style COLOURED = new Style(true, true);

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void numbers_have_four_digits_and_a_power_of_ten_where_that_is_shorter() {
        assertThat(Numbers.of(0.00031)).isEqualTo("3.1e-4");
        assertThat(Numbers.of(0.966712)).isEqualTo("0.9667");
        assertThat(Numbers.of(123456.7)).isEqualTo("123500");
        assertThat(Numbers.of(40)).isEqualTo("40");
        assertThat(Numbers.of(-1.5e12)).isEqualTo("-1.5e12");
        assertThat(Numbers.of(0)).isEqualTo("0");
        assertThat(Numbers.of(Double.NaN)).isEqualTo("NaN");
        assertThat(Numbers.of(Double.NEGATIVE_INFINITY)).isEqualTo("-inf");
    }

    @Test
    void every_number_shown_is_near_the_number_meant() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(40) - 20);
            assertThat(Double.parseDouble(Numbers.of(value)))
                    .as("seed %s, value %s", seed, value)
                    .isCloseTo(value, org.assertj.core.data.Offset.offset(Math.abs(value) * 6e-4));
        }
    }

    @Test
    void times_are_words() {
        assertThat(Numbers.seconds(2.25)).isEqualTo("2.3 s");
        assertThat(Numbers.seconds(41)).isEqualTo("41 s");
        assertThat(Numbers.seconds(185)).isEqualTo("3 min 5 s");
        assertThat(Numbers.seconds(7800)).isEqualTo("2 h 10 min");
        assertThat(Numbers.seconds(273_600)).isEqualTo("3 d 4 h");
        assertThat(Numbers.roughly(3.2)).isEqualTo("3 s");
        assertThat(Numbers.roughly(0.1)).isEqualTo("1 s");
        assertThat(Numbers.roughly(43)).isEqualTo("45 s");
        assertThat(Numbers.roughly(100)).isEqualTo("1 min 30 s");
        assertThat(Numbers.roughly(1_090)).isEqualTo("18 min");
        assertThat(Numbers.roughly(40_000)).isEqualTo("11 h");
    }

    @Test
    void durations_and_sizes_are_read_as_they_are_written() {
        assertThat(Durations.parse("--timeout", "1d12h")).isEqualTo(Duration.ofHours(36));
        assertThat(Durations.parse("--timeout", "90s")).isEqualTo(Duration.ofSeconds(90));
        for (String wrong : List.of("", "5", "h", "1h2d", "-1s")) {
            assertThatThrownBy(() -> Durations.parse("--timeout", wrong)).isInstanceOf(CliFailure.class);
        }
        assertThat(Sizes.parse("--memory", "16GiB")).isEqualTo(16L << 30);
        assertThat(Sizes.parse("--memory", "4GB")).isEqualTo(4_000_000_000L);
        assertThatThrownBy(() -> Sizes.parse("--memory", "4")).isInstanceOf(CliFailure.class);
    }

    @Test
    void a_cut_text_fits_keeps_its_beginning_and_closes_its_colours() {
        long seed = 11;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.append(random.nextInt(4) == 0 ? COLOURED.gold("g😀") : "x◐");
            }
            int columns = 1 + random.nextInt(40);
            String cut = Columns.cut(text.toString(), columns, COLOURED);
            assertThat(Columns.width(cut)).as("seed %s: %s", seed, text).isLessThanOrEqualTo(columns);
            int opened = cut.split("\u001B\\[33m", -1).length - 1;
            assertThat(cut.split("\u001B\\[0m", -1).length - 1).isGreaterThanOrEqualTo(opened);
            if (Columns.width(text.toString()) <= columns) {
                assertThat(cut).isEqualTo(text.toString());
            }
        }
    }

    @Test
    void control_characters_of_others_never_reach_the_terminal() {
        assertThat(Columns.clean("a\u001B[31mb\r\nc\u202Ed")).isEqualTo("a [31mb  c d");
        assertThat(Columns.clean("plain …")).isEqualTo("plain …");
    }

    @Test
    void progress_is_a_line_that_gets_shorter_where_there_is_less_room() throws Exception {
        JsonNode study = json(Bodies.STUDY);
        assertThat(Progress.line(study, new Style(false, true), 0, 60, 2))
                .isEqualTo("digits  ███▍░░░░░░░░░░░░░  8/40  ◐2 ○1 ◇4 ×1   best 0.9667 (#3)   ≈ 5 min");
        assertThat(Progress.line(study, new Style(false, true), 64, 60, 2))
                .isEqualTo("digits  █▋░░░░░░  8/40  ◐2 ○1 ◇4 ×1   best 0.9667 (#3)   ≈ 5 min");
        assertThat(Progress.line(study, new Style(false, true), 55, 60, 2))
                .isEqualTo("digits  8/40  ◐2 ○1 ◇4 ×1   best 0.9667 (#3)   ≈ 5 min");
        assertThat(Progress.line(study, new Style(false, true), 30, 60, 2)).isEqualTo("digits  8/40  ◐2 ○1 ◇4 ×1   b…");
        for (int width = 1; width < 120; width++) {
            assertThat(Columns.width(Progress.line(study, COLOURED, width, 60, 2)))
                    .isLessThanOrEqualTo(width);
        }
    }

    @Test
    void progress_has_an_ascii_form_and_gold_for_the_best_alone() throws Exception {
        String ascii = Progress.line(json(Bodies.STUDY), Style.PLAIN, 0, 60, 2);
        assertThat(ascii)
                .isEqualTo(
                        "digits  [###..............]  8/40  run 2 wait 1 cut 4 fail 1   best 0.9667 (#3)   about 5 min");
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(ascii)).isTrue();
        assertThat(Progress.line(json(Bodies.STUDY), COLOURED, 0, 60, 2))
                .contains("best \u001B[33m0.9667 (#3)\u001B[0m");
    }

    @Test
    void no_time_is_guessed_from_too_little() throws Exception {
        assertThat(Progress.line(json(Bodies.STUDY), COLOURED, 0, 60, 6)).doesNotContain("≈");
        assertThat(Progress.line(json(Bodies.STUDY.replace("ACTIVE", "PAUSED")), COLOURED, 0, 60, 0))
                .doesNotContain("≈");
        assertThat(Progress.line(json(Bodies.STUDY.replace("\"maxTrials\":40,", "")), COLOURED, 0, 60, 0))
                .startsWith("digits  8 trials  ");
    }

    @Test
    void the_last_lines_of_a_log_begin_after_a_newline() {
        byte[] log = "a\nbb\nccc\n".getBytes(StandardCharsets.UTF_8);
        assertThat(LogFile.startOfTail(log, 1)).isEqualTo(5);
        assertThat(LogFile.startOfTail(log, 2)).isEqualTo(2);
        assertThat(LogFile.startOfTail(log, 9)).isZero();
        assertThat(LogFile.startOfTail(log, 0)).isEqualTo(log.length);
        assertThat(LogFile.startOfTail("a\nb".getBytes(StandardCharsets.UTF_8), 1))
                .isEqualTo(2);
    }

    @Test
    void colours_follow_the_option_then_no_color_then_the_terminal() {
        Shown.Setting tty = Shown.with().tty(80);
        assertThat(tty.run("--help").out()).contains("\u001B[");
        assertThat(Shown.with().tty(80).env("NO_COLOR", "1").run("--help").out())
                .doesNotContain("\u001B");
        assertThat(Shown.with().tty(80).env("NO_COLOR", "").run("--help").out()).contains("\u001B[");
        assertThat(Shown.with().tty(80).env("TERM", "dumb").run("--help").out()).doesNotContain("\u001B");
        assertThat(Shown.run("--help").out()).doesNotContain("\u001B");
        try (ScriptedServer server = new ScriptedServer()) {
            server.on("GET studies", Bodies.STUDIES);
            assertThat(Shown.run("ps", "--server", server.url(), "--color", "always")
                            .out())
                    .contains("\u001B[33m");
            assertThat(Shown.with()
                            .tty(80)
                            .run("ps", "--server", server.url(), "--color=never")
                            .out())
                    .doesNotContain("\u001B");
            assertThat(Shown.run("ps", "--server", server.url(), "--color", "blue")
                            .code())
                    .isEqualTo(2);
            assertThat(Shown.with()
                            .env("LANG", "C")
                            .run("ps", "--server", server.url())
                            .out())
                    .contains("  running");
        }
    }
}
