package org.attune.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.attune.search.space.Canonical;
import org.attune.search.strategy.SearchProblem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Reads the tasks that come with the benchmark and checks them against what is written beside them. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedTasksTest {

    /** Surrogates are 32-bit networks, and versions of their runtime agree to about this. */
    private static final double RELATIVE = 1e-4;

    private static final int SEEDS = 5;

    private Path folder = Path.of("");
    private List<SearchTask> tasks = List.of();
    private List<Run> recorded = List.of();

    @BeforeAll
    void read() throws IOException {
        folder = HpoData.folder();
        tasks = new TaskReader().readAll(folder.resolve("tasks"));
        recorded = RunFile.readAll(folder.resolve("peers"));
    }

    @Test
    void every_check_of_every_task_holds() {
        assertThat(tasks).isNotEmpty();
        for (SearchTask task : tasks) {
            assertThat(task.checks()).as(task.name()).isNotEmpty();
            for (SearchTask.Check check : task.checks()) {
                assertThat(task.space().canonical(check.values()))
                        .as("%s at %s", task.name(), check.values())
                        .isInstanceOf(Canonical.Valid.class);
                double found = task.objective().at(check.values());
                assertThat(found)
                        .as("%s at %s", task.name(), check.values())
                        .isCloseTo(check.value(), within(RELATIVE * Math.max(1e-3, Math.abs(check.value()))));
            }
        }
    }

    @Test
    void a_course_ends_with_the_value_of_the_whole_trial_and_its_clock_goes_on() {
        int stepwise = 0;
        for (SearchTask task : tasks) {
            if (task.fidelity().isEmpty()) {
                continue;
            }
            stepwise++;
            for (SearchTask.Check check : task.checks()) {
                Fidelity.Course course = task.fidelity().get().course(check.values());
                int steps = task.fidelity().get().steps();
                assertThat(course.at(steps).value())
                        .as(task.name())
                        .isCloseTo(task.objective().at(check.values()), within(1e-4 * Math.abs(check.value())));
                assertThat(course.at(1).clock()).isPositive();
                assertThat(course.at(steps / 2).clock())
                        .as(task.name())
                        .isBetween(
                                course.at(steps / 4).clock(), course.at(steps).clock());
            }
        }
        assertThat(stepwise).as("tasks of lcbench and taskset").isGreaterThan(0);
    }

    /** The table of the data's own page: optimiser, seeds, regret at 25, 50 and 100 %, then families at 100 %. */
    @Test
    void the_table_of_the_recorded_optimisers_is_reproduced_to_the_digit() throws IOException {
        Standings standings = new Standings(tasks, recorded);
        int rows = 0;
        List<String> families = List.of();
        for (String line : Files.readAllLines(folder.resolve("README.md"))) {
            if (!line.startsWith("|") || !line.endsWith("|")) {
                continue;
            }
            List<String> cells = new ArrayList<>();
            for (String cell : line.substring(1, line.length() - 1).split("\\|", -1)) {
                cells.add(cell.strip());
            }
            if (cells.size() > 5 && cells.get(0).equals("optimiser")) {
                families = cells.subList(5, cells.size());
            } else if (!families.isEmpty()
                    && cells.size() == 5 + families.size()
                    && standings.optimisers().contains(cells.get(0))) {
                String name = cells.get(0);
                List<String> ours = new ArrayList<>(List.of(standings.seeds(name)));
                Standings.SHARES.forEach(share -> ours.add(Page.number(standings.regret(name, share), 3)));
                families.forEach(family -> ours.add(Page.number(standings.familyRegret(name, family, 1), 3)));
                assertThat(ours).as(name).isEqualTo(cells.subList(1, cells.size()));
                rows++;
            }
        }
        assertThat(rows).as("rows compared").isEqualTo(standings.optimisers().size());
    }

    @Test
    void random_and_sobol_search_agree_with_the_recorded_ones() {
        for (String name : List.of("random", "sobol")) {
            Contestant contestant = Contestant.parse(name);
            List<Run> runs = new ArrayList<>();
            for (SearchTask task : tasks) {
                for (int seed = 0; seed < SEEDS; seed++) {
                    runs.add(Sequential.run(contestant, task, seed, "now"));
                }
            }
            Standings ours = new Standings(tasks, runs);
            Standings theirs = new Standings(
                    tasks,
                    recorded.stream()
                            .filter(run -> run.optimiser().equals(name))
                            .toList());
            for (double share : Standings.SHARES) {
                double variance = 0;
                for (SearchTask task : tasks) {
                    variance += spread(ours.regrets(name, task, share)) + spread(theirs.regrets(name, task, share));
                }
                double deviation = Math.sqrt(variance) / tasks.size();
                assertThat(ours.regret(name, share))
                        .as("%s at %.0f %%, standard error %.4f", name, 100 * share, deviation)
                        .isCloseTo(theirs.regret(name, share), within(4 * deviation));
            }
        }
    }

    /** The variance of the mean. */
    private static double spread(double[] values) {
        double mean = Statistics.mean(values);
        double sum = 0;
        for (double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return sum / (values.length - 1) / values.length;
    }

    @Test
    void a_run_has_exactly_its_budget_of_evaluations_and_is_told_it() {
        for (SearchTask task : tasks) {
            SearchProblem problem = Sequential.problem(task, 0);
            assertThat(problem.budget()).hasValue(task.budget());
            assertThat(task.budget()).as("the rule of the page").isEqualTo((int)
                    Math.ceil(20 + 40 * Math.sqrt(task.space().parameters().size())));
            assertThat(Sequential.run(Contestant.parse("random"), task, 0, "now")
                            .values())
                    .hasSize(task.budget());
        }
    }
}
