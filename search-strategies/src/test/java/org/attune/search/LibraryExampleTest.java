package org.attune.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The example of docs/search.md: what stands there is what runs here. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LibraryExampleTest {

    private static double train(double lr, long layers) {
        double distance = Math.log10(lr) + 2;
        return 1 / (1 + distance * distance) + layers * 1e-3;
    }

    @Test
    void the_example_finds_a_good_point() {
        // <example>
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("lr", 1e-5, 1, Scale.LOG))
                .add(IntParameter.of("layers", 1, 8, Scale.LINEAR))
                .build();
        Search search = Search.over(space).maximize().budget(40).start();
        for (int i = 0; i < 40; i++) {
            Search.Trial trial = search.ask().orElseThrow();
            search.tell(trial, train(trial.number("lr"), trial.whole("layers")));
        }
        Search.Result best = search.best().orElseThrow();
        // </example>
        assertThat(best.value()).isGreaterThan(0.95);
    }

    private static String example() throws IOException {
        String code = Files.readString(Path.of("src/test/java/org/attune/search/LibraryExampleTest.java"));
        String start = "// <" + "example>\n";
        return code.substring(code.indexOf(start) + start.length(), code.indexOf("        // </" + "example>"))
                .stripTrailing()
                .stripIndent();
    }

    @Test
    void the_page_and_the_documentation_of_the_class_show_the_code_that_runs() throws IOException {
        assertThat(Files.readString(Path.of("../docs/search.md"))).contains(example());
        String documented = Files.readString(Path.of("src/main/java/org/attune/search/Search.java"))
                .lines()
                .map(line -> line.startsWith(" * ") ? line.substring(3) : line)
                .collect(Collectors.joining("\n"));
        assertThat(documented).contains(example());
    }
}
