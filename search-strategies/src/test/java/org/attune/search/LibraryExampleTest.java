package org.attune.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.attune.search.space.FloatParameter;
import org.attune.search.space.IntParameter;
import org.attune.search.space.Scale;
import org.attune.search.space.SearchSpace;
import org.attune.search.strategy.Goal;
import org.attune.search.strategy.History;
import org.attune.search.strategy.Proposal;
import org.attune.search.strategy.SearchProblem;
import org.attune.search.strategy.SearchStrategy;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** The example of docs/search.md: what stands there is what runs here. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class LibraryExampleTest {

    private static double train(Map<String, Object> values) {
        double distance = Math.log10((Double) values.getOrDefault("lr", 1.0)) + 2;
        return 1 / (1 + distance * distance) + (Long) values.getOrDefault("layers", 0L) * 1e-3;
    }

    @Test
    void the_example_finds_a_good_point() {
        // <example>
        SearchSpace space = SearchSpace.builder()
                .add(FloatParameter.of("lr", 1e-5, 1, Scale.LOG))
                .add(IntParameter.of("layers", 1, 8, Scale.LINEAR))
                .build();
        SearchStrategy strategy =
                Strategies.create("sobol", Map.of(), SearchProblem.of(space, List.of(Goal.MAXIMIZE), 7));
        History history = History.empty();
        double best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < 40; i++) {
            List<Proposal> proposals = strategy.propose(history, 1).proposals();
            best = Math.max(best, train(proposals.get(0).assignment().values()));
            history = history.plus(proposals);
        }
        // </example>
        assertThat(best).isGreaterThan(0.95);
    }

    @Test
    void the_page_shows_the_code_that_runs() throws IOException {
        String code = Files.readString(Path.of("src/test/java/org/attune/search/LibraryExampleTest.java"));
        String start = "// <" + "example>\n";
        String example =
                code.substring(code.indexOf(start) + start.length(), code.indexOf("        // </" + "example>"));
        assertThat(Files.readString(Path.of("../docs/search.md")))
                .contains(example.stripTrailing().stripIndent());
    }
}
