package org.attune.benchmarks.search;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.attune.search.Strategies;

/** What the command line asks for. */
final class SearchOptions {

    static final String USAGE = """
            usage: bench-search [OPTION]…
              --data DIR             folder of the tasks (tasks/, peers/)
              --strategies A,B+x=1   strategies by name, with options after + (all that learn, sobol and random)
              --seeds N              seeds 0 to N-1 (10; the part fidelity takes 5 at most)
              --tasks PREFIX,…       only tasks whose names start so
              --parts PART,…         sequential, workers, functions, latency, fidelity (sequential)
              --all                  all parts
              --workers N            workers of the part workers (8)
              --racers A/RULE+x=1,…  strategies with rules that end trials early, for the part fidelity
              --race-workers N,…     workers of the part fidelity (8,32)
              --quick                one task of each family, two seeds
              --threads N            runs at a time (2)
              --draws N              draws of the bootstrap (10000)
              --save FILE            record the sequential runs, one JSON object a line
              --against FILE,…       compare with recorded runs too
              --json FILE            write the figures
              --out DIR              write search.md and search.json there
              --version TEXT         what to call the version measured
            """;

    /** A part of the benchmark. */
    enum Part {
        SEQUENTIAL,
        WORKERS,
        FUNCTIONS,
        LATENCY,
        FIDELITY
    }

    private static final List<String> RACERS = List.of(
            "random/median",
            "random/asha+min=1",
            "random/asha",
            "random/asha+mode=promote",
            "random/hyperband",
            "auto",
            "tpe",
            "tpe/asha",
            "tpe/hyperband+mode=promote",
            "guided-tpe/asha",
            "guided-tpe/asha+mode=promote",
            "guided-tpe/hyperband+mode=promote");
    private static final int MOST_RACE_SEEDS = 5;
    private static final int QUICK_SEEDS = 2;
    private static final int MOST = 1_000_000;

    private Path data = Path.of("../shared/data/hpo");
    private List<Contestant> strategies = List.of();
    private int seeds = 10;
    private List<String> tasks = List.of();
    private List<Part> parts = List.of(Part.SEQUENTIAL);
    private int workers = 8;
    private List<Racer> racers = List.of();
    private List<Integer> raceWorkers = List.of(8, 32);
    private boolean quick;
    private int threads = 2;
    private int draws = 10_000;
    private Optional<Path> save = Optional.empty();
    private List<Path> against = List.of();
    private Optional<Path> json = Optional.empty();
    private Optional<Path> out = Optional.empty();
    private String version = "";

    private SearchOptions() {}

    /**
     * Reads arguments.
     *
     * @throws IllegalArgumentException saying what is wrong with them
     */
    static SearchOptions parse(String... arguments) {
        SearchOptions options = new SearchOptions();
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        while (!rest.isEmpty()) {
            options.take(rest.pop(), rest);
        }
        if (options.strategies.isEmpty()) {
            options.strategies = Stream.of("auto", "bayes", "tpe", "cmaes", "sobol", "random")
                    .filter(Strategies.names()::contains)
                    .map(Contestant::parse)
                    .toList();
        }
        if (options.racers.isEmpty()) {
            options.racers =
                    RACERS.stream().filter(Racer::known).map(Racer::parse).toList();
        }
        return options;
    }

    private void take(String option, Deque<String> rest) {
        switch (option) {
            case "--data" -> data = Path.of(value(option, rest));
            case "--strategies" ->
                strategies = list(option, rest).stream().map(Contestant::parse).toList();
            case "--seeds" -> seeds = count(option, rest);
            case "--tasks" -> tasks = list(option, rest);
            case "--parts" ->
                parts = list(option, rest).stream().map(SearchOptions::part).toList();
            case "--all" -> parts = List.of(Part.values());
            case "--workers" -> workers = count(option, rest);
            case "--racers" ->
                racers = list(option, rest).stream().map(Racer::parse).toList();
            case "--race-workers" ->
                raceWorkers = list(option, rest).stream()
                        .map(text -> count(option, text))
                        .toList();
            case "--quick" -> {
                quick = true;
                seeds = QUICK_SEEDS;
            }
            case "--threads" -> threads = count(option, rest);
            case "--draws" -> draws = count(option, rest);
            case "--save" -> save = Optional.of(Path.of(value(option, rest)));
            case "--against" ->
                against = list(option, rest).stream().map(Path::of).toList();
            case "--json" -> json = Optional.of(Path.of(value(option, rest)));
            case "--out" -> out = Optional.of(Path.of(value(option, rest)));
            case "--version" -> version = value(option, rest);
            case "--help" -> throw new IllegalArgumentException(USAGE);
            default -> throw new IllegalArgumentException("unknown option " + option + "\n" + USAGE);
        }
    }

    private static Part part(String name) {
        for (Part part : Part.values()) {
            if (part.name().equalsIgnoreCase(name)) {
                return part;
            }
        }
        throw new IllegalArgumentException("there is no part " + name + "\n" + USAGE);
    }

    private static List<String> list(String option, Deque<String> rest) {
        return Arrays.stream(value(option, rest).split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value\n" + USAGE);
        }
        return rest.pop();
    }

    private static int count(String option, Deque<String> rest) {
        return count(option, value(option, rest));
    }

    private static int count(String option, String value) {
        try {
            int count = Integer.parseInt(value);
            if (count >= 1 && count <= MOST) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below, with the range
        }
        throw new IllegalArgumentException(option + " is " + value + ", expected a number from 1 to " + MOST);
    }

    /** The folder of the tasks. */
    Path data() {
        return data;
    }

    /** The strategies to run. */
    List<Contestant> strategies() {
        return strategies;
    }

    /** How many seeds each, from 0. */
    int seeds() {
        return seeds;
    }

    /** Prefixes of the names of the tasks to run; all when empty. */
    List<String> tasks() {
        return tasks;
    }

    boolean has(Part part) {
        return parts.contains(part);
    }

    /** Trials at a time in the part that is about them. */
    int workers() {
        return workers;
    }

    /** Strategies with rules that end trials early. */
    List<Racer> racers() {
        return racers;
    }

    /** How many seeds the part about trials that end early takes: it has some thousand trials in each run. */
    int raceSeeds() {
        return Math.min(seeds, MOST_RACE_SEEDS);
    }

    /** Trials at a time in the part about trials that end early. */
    List<Integer> raceWorkers() {
        return raceWorkers;
    }

    /** Whether to do little, to see that everything works. */
    boolean quick() {
        return quick;
    }

    /** Runs at a time. */
    int threads() {
        return threads;
    }

    /** Draws of the bootstrap. */
    int draws() {
        return draws;
    }

    /** Where to record the runs. */
    Optional<Path> save() {
        return save;
    }

    /** More files of recorded runs. */
    List<Path> against() {
        return against;
    }

    /** Where to write the figures. */
    Optional<Path> json() {
        return json;
    }

    /** The folder for both forms of the report. */
    Optional<Path> out() {
        return out;
    }

    /** What to call the version measured. */
    String version() {
        return version;
    }
}
