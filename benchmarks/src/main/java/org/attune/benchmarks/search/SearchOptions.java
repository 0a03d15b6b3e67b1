package org.attune.benchmarks.search;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What the command line asks for.
 *
 * @param data the folder of the tasks
 * @param version what to call the version measured
 * @param strategies the strategies to run
 * @param seeds how many seeds each, from 0
 * @param tasks prefixes of the names of the tasks to run; all when empty
 * @param threads how many runs at a time
 * @param against more files of recorded runs
 * @param save where to record the runs
 * @param json where to write the figures
 */
record SearchOptions(
        Path data,
        String version,
        List<Contestant> strategies,
        int seeds,
        List<String> tasks,
        int threads,
        List<Path> against,
        Optional<Path> save,
        Optional<Path> json) {

    static final String USAGE = """
            usage: bench-search [OPTION]…
              --data DIR             folder of the tasks (tasks/, peers/)
              --version TEXT         what to call the version measured
              --strategies A,B+x=1   strategies by name, with options after + (auto,sobol,random)
              --seeds N              seeds 0 to N-1 (10)
              --tasks PREFIX,…       only tasks whose names start so
              --quick                one task of each family, two seeds
              --threads N            runs at a time (2)
              --save FILE            record the runs, one JSON object a line
              --against FILE,…       compare with recorded runs too
              --json FILE            write the figures
            """;

    static final int QUICK_SEEDS = 2;

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException saying what is wrong with them
     */
    static SearchOptions parse(String[] arguments) {
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        Path data = Path.of("../shared/data/hpo");
        String version = "";
        String strategies = "auto,sobol,random";
        int seeds = 10;
        List<String> tasks = new ArrayList<>();
        int threads = 2;
        List<Path> against = List.of();
        Optional<Path> save = Optional.empty();
        Optional<Path> json = Optional.empty();
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--data" -> data = Path.of(value(option, rest));
                case "--version" -> version = value(option, rest);
                case "--strategies" -> strategies = value(option, rest);
                case "--seeds" -> seeds = count(option, rest);
                case "--tasks" -> tasks.addAll(list(value(option, rest)));
                case "--threads" -> threads = count(option, rest);
                case "--against" ->
                    against = list(value(option, rest)).stream().map(Path::of).toList();
                case "--save" -> save = Optional.of(Path.of(value(option, rest)));
                case "--json" -> json = Optional.of(Path.of(value(option, rest)));
                case "--quick" -> {
                    seeds = QUICK_SEEDS;
                    tasks.addAll(List.of(
                            "lcbench-1683",
                            "rbv2_xgboost-42",
                            "fcnet-naval",
                            "nasbench",
                            "xgb-libsvm-heart",
                            "taskset-imdb_patch32_G"));
                }
                case "--help" -> throw new IllegalArgumentException(USAGE);
                default -> throw new IllegalArgumentException("unknown option " + option + "\n" + USAGE);
            }
        }
        List<Contestant> contestants =
                list(strategies).stream().map(Contestant::parse).toList();
        return new SearchOptions(data, version, contestants, seeds, tasks, threads, against, save, json);
    }

    private static List<String> list(String value) {
        return Arrays.stream(value.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return rest.pop();
    }

    private static int count(String option, Deque<String> rest) {
        String value = value(option, rest);
        try {
            int count = Integer.parseInt(value);
            if (count >= 1 && count <= 10_000) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(option + " is " + value + ", expected a number from 1 to 10000");
    }
}
