package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.attune.tuner.spec.SpecReader;
import org.attune.tuner.spec.SpecResult;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Templates, plots, and CSV as it comes. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class FirstStepsTest {

    @TempDir
    Path folder;

    @Test
    void every_template_is_a_valid_study_and_never_overwrites_anything() throws IOException {
        for (String template : Template.names()) {
            Path place = folder.resolve(template);
            Shown shown = Shown.run("init", place.toString(), "--template", template);
            assertThat(shown.code()).as(shown.err()).isZero();
            SpecResult read = SpecReader.read(Files.readString(place.resolve("study.yaml")), "study.yaml");
            assertThat(read).as(template).isInstanceOf(SpecResult.Valid.class);
            assertThat(read.all()).as(template).isEmpty();
            Files.writeString(place.resolve("study.yaml"), "mine");
            assertThat(Shown.run("init", place.toString(), "--template", template)
                            .code())
                    .isEqualTo(ExitCode.CONFLICT);
            assertThat(Files.readString(place.resolve("study.yaml"))).isEqualTo("mine");
        }
        assertThat(Shown.run("init", folder.toString(), "--template", "pytoch").err())
                .contains("pytorch");
    }

    @Test
    void csv_is_read_as_it_was_written() {
        Random random = new Random(7);
        String[] pieces = {"a", ",", "\"", "\n", " ", "1.5", "é", ""};
        for (int round = 0; round < 200; round++) {
            String first = pieces[random.nextInt(pieces.length)] + pieces[random.nextInt(pieces.length)];
            String second = "x" + pieces[random.nextInt(pieces.length)];
            Table table =
                    new Table().text("a", "A").text("b", "B").row(List.of(new Cell("", first), new Cell("", second)));
            List<ObjectNode> rows = Csv.rows(String.join("\n", table.csv(true)) + "\n");
            assertThat(rows).hasSize(1);
            assertThat(rows.get(0).path("a").asText()).isEqualTo(first);
            assertThat(rows.get(0).path("b").asText()).isEqualTo(second);
        }
        assertThatThrownBy(() -> Csv.rows("a,b\n1\n")).hasMessageContaining("row 1");
        assertThatThrownBy(() -> Csv.rows("a\n\"1\n")).hasMessageContaining("not closed");
        assertThat(Csv.rows("")).isEmpty();
    }

    @Test
    void a_plot_has_its_ends_at_its_edges() {
        Plot plot = new Plot("p <1>", new double[] {1, 2, 3}, new double[] {9, Double.NaN, 5}, new double[] {9, 9, 5});
        List<String> lines = plot.lines(40, 6, Style.PLAIN);
        assertThat(lines).hasSize(8);
        assertThat(lines.get(1)).startsWith("9 |o");
        assertThat(lines.get(6)).startsWith("5 |").endsWith("o");
        assertThat(lines).allMatch(line -> line.length() <= 40);
        assertThat(plot.svg()).contains("p &lt;1&gt;").contains("<circle").doesNotContain("NaN");
        assertThat(new Plot("", new double[] {1}, new double[] {Double.NaN}, new double[0]).isEmpty())
                .isTrue();
    }

    @Test
    void results_are_imported_once_with_the_types_that_they_have() throws IOException {
        Path file = Files.writeString(
                folder.resolve("earlier.csv"),
                "number,value,params_lr,params_opt,state\n0,0.5,0.1,adam,COMPLETE\n1,,0.2,sgd,FAIL\n2,0.25,1e-3,sgd,COMPLETE\n");
        try (ScriptedServer server = new ScriptedServer()) {
            server.on("GET studies/digits", """
                    {"studyId": "digits", "objectives": [{"metric": "loss", "goal": "MINIMIZE"}],
                     "spec": {"parameters": {"lr": {}, "opt": {}}}}
                    """);
            server.on("POST studies/digits/trials", 201, "{\"number\": 1}");
            Shown shown = Shown.run("study", "import", "digits", file.toString(), "--server", server.url());
            assertThat(shown.code()).as(shown.err()).isZero();
            assertThat(shown.err()).contains("2 trials added").contains("1 without a result left out");
            assertThat(server.requests)
                    .extracting(ScriptedServer.Request::body)
                    .anyMatch(body -> body.contains("{\"lr\":0.1,\"opt\":\"adam\"},\"metrics\":{\"loss\":0.5}"))
                    .anyMatch(body -> body.contains("\"lr\":0.001") || body.contains("\"lr\":1.0E-3"));
        }
    }
}
