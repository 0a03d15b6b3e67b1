package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The page about the command line tells of every command and option, and every help says something. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DocumentationTest {

    private static final List<String> COMMON = List.of(
            "--data",
            "--server",
            "--token-file",
            "--ca-file",
            "--color",
            "--quiet",
            "--help",
            "--output",
            "--json",
            "--columns",
            "--no-headers");

    private static String page() throws IOException {
        Path module = Path.of("").toAbsolutePath();
        Path here = module.resolve("docs/cli.md");
        return Files.readString(Files.exists(here) ? here : module.resolve("../docs/cli.md"));
    }

    private static String section(String page, String path) {
        int from = page.indexOf("\n### attune " + path + "\n");
        assertThat(from).as("docs/cli.md has a section for attune " + path).isPositive();
        int to = page.indexOf("\n##", from + 4);
        return page.substring(from, to < 0 ? page.length() : to);
    }

    @Test
    void every_command_has_a_section_with_an_example_its_options_and_exit_codes() throws IOException {
        String page = page();
        for (String path : CommandTable.all()) {
            String section = section(page, path);
            String[] parts = section.split("```", -1);
            assertThat(parts.length).as(path + " has an example").isGreaterThanOrEqualTo(3);
            assertThat(parts[1]).startsWith("sh\n").contains("attune " + path);
            assertThat(section).as(path).contains("Exit codes:");
            for (String option : ownOptions(path)) {
                assertThat(section).as("attune " + path).contains("`" + option);
            }
        }
        for (String option : COMMON) {
            assertThat(page).contains("`" + option);
        }
    }

    private static List<String> ownOptions(String path) {
        List<String> names = new ArrayList<>();
        for (CommandLine.Model.OptionSpec option :
                new CommandLine(CommandTable.make(path)).getCommandSpec().options()) {
            String name = option.longestName();
            if (!COMMON.contains(name)) {
                names.add(name);
            }
        }
        return names;
    }

    @Test
    void every_exit_code_is_on_the_page() throws IOException {
        String page = page();
        for (int code : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 130, 141, 143}) {
            assertThat(page).containsPattern("(?m)^\\| " + code + " \\|");
        }
    }

    @Test
    void every_help_has_a_summary_descriptions_and_an_example() {
        for (String path : CommandTable.all()) {
            Shown shown = Shown.run(("help " + path).split(" "));
            assertThat(shown.code()).as(path).isZero();
            assertThat(shown.err()).isEmpty();
            assertThat(shown.out())
                    .startsWith("Usage: attune " + path + " [OPTIONS]")
                    .contains(String.valueOf(CommandTable.summary(path)))
                    .contains("Example:  ");
            List<String> asked = new ArrayList<>(List.of(path.split(" ")));
            asked.add("--help");
            assertThat(Shown.run(asked.toArray(new String[0])).out()).isEqualTo(shown.out());
            for (CommandLine.Model.OptionSpec option :
                    new CommandLine(CommandTable.make(path)).getCommandSpec().options()) {
                assertThat(option.description())
                        .as(path + " " + option.longestName())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void the_overview_names_every_command_in_a_line_of_80_columns() {
        String overview = Shown.run("--help").out();
        assertThat(Shown.run().out()).isEqualTo(overview);
        for (String path : CommandTable.all()) {
            assertThat(overview.lines()).anyMatch(line -> line.startsWith("  " + path + " "));
        }
        assertThat(overview.lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void topics_are_there() {
        for (String topic : HelpText.topics()) {
            assertThat(Shown.run("help", topic).out()).isNotBlank();
        }
        assertThat(Shown.run("help", "study").out()).contains("study list").contains("without a verb: list");
    }

    @Test
    void completion_scripts_name_every_first_word() {
        for (String shell : List.of("bash", "zsh")) {
            String script = Shown.run("completion", shell).out();
            assertThat(script).contains(CommandTable.words(""));
        }
        assertThat(Shown.run("completion", "csh").code()).isEqualTo(2);
    }

    @Test
    void options_may_stand_before_the_command() {
        Shown shown = Shown.run("--data", "/nonexistent/data", "server", "status");
        assertThat(shown.code()).isEqualTo(9);
        assertThat(shown.err()).contains("/nonexistent/data");
    }
}
