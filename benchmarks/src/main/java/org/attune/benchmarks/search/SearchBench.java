package org.attune.benchmarks.search;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.benchmarks.Machine;

/** Runs strategies on the tasks of a folder and prints where they stand among the recorded optimisers. */
public final class SearchBench {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final SearchOptions options;
    private final PrintStream progress;
    private final Page page = new Page();
    private final ObjectNode json = JSON.createObjectNode();
    private final Runner runner;

    private SearchBench(SearchOptions options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
        this.runner = new Runner(options.seeds(), options.threads(), progress);
    }

    /** See {@link SearchOptions#USAGE}. Exits with 2 when the arguments are wrong. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        SearchOptions options;
        try {
            options = SearchOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            progress.println(e.getMessage());
            System.exit(2);
            return;
        }
        if (!Files.isDirectory(options.data().resolve("tasks"))) {
            out.println("bench-search: SKIPPED, there are no tasks at "
                    + options.data().toAbsolutePath().normalize() + "; give their folder with HPO=DIR");
            return;
        }
        SearchBench bench = new SearchBench(options, progress);
        bench.run();
        out.print(bench.page);
        bench.write();
    }

    private void run() throws IOException, InterruptedException {
        List<SearchTask> tasks = new TaskReader().readAll(options.data().resolve("tasks"));
        tasks = tasks.stream().filter(this::asked).toList();
        if (options.quick()) {
            tasks = oneOfEachFamily(tasks);
        }
        if (tasks.isEmpty()) {
            throw new IOException("no task's name starts with " + String.join(" or ", options.tasks()));
        }
        heading();
        if (options.has(SearchOptions.Part.SEQUENTIAL)) {
            sequential(tasks);
        }
        if (options.has(SearchOptions.Part.WORKERS)) {
            workers(oneOfEachFamily(tasks));
        }
        if (options.has(SearchOptions.Part.FUNCTIONS)) {
            new FunctionsPage(runner, contestants(), options.quick()).write(page, json.putObject("functions"));
        }
        if (options.has(SearchOptions.Part.FIDELITY)) {
            fidelity(tasks);
        }
        if (options.has(SearchOptions.Part.LATENCY)) {
            page.heading("The time of a proposal");
            page.paragraph("Processor time of the calling thread while results come one at a time, half of them close"
                    + " to the optimum; what is prepared off the request path is timed apart. `!`: above the aim.");
            LatencyPage.write(options.strategies(), options.quick(), page, json.putArray("latency"), progress);
        }
    }

    private void heading() {
        Machine machine = Machine.here();
        String version = options.version().isEmpty() ? "Attune" : options.version();
        json.put("benchmark", "search").put("date", machine.date().toString()).put("version", version);
        json.putObject("machine")
                .put("cores", machine.cores())
                .put("processor", machine.processor())
                .put("memoryGiB", Math.round(machine.memoryGiB() * 10) / 10.0)
                .put("jdk", machine.jdk())
                .put("kernel", machine.kernel())
                .put("loadAtStart", machine.loads());
        page.title("Where the search strategies stand");
        page.paragraph("Written by `make bench-search`: " + version + ", " + machine.date() + ", " + machine.cores()
                + " cores (" + machine.processor() + "), " + machine.jdk() + ", load " + machine.loads()
                + ". Bold rows were run now, the others are recorded.");
    }

    private boolean asked(SearchTask task) {
        return options.tasks().isEmpty() || options.tasks().stream().anyMatch(task.name()::startsWith);
    }

    /** The first task of each family, about a third of all. */
    private static List<SearchTask> oneOfEachFamily(List<SearchTask> tasks) {
        Map<String, SearchTask> first = new LinkedHashMap<>();
        tasks.forEach(task -> first.putIfAbsent(task.family(), task));
        return List.copyOf(first.values());
    }

    private Map<String, Contestant> contestants() {
        Map<String, Contestant> contestants = new LinkedHashMap<>();
        options.strategies().forEach(each -> contestants.put(each.label(), each));
        return contestants;
    }

    private List<Run> recorded() throws IOException {
        List<Run> recorded = new ArrayList<>();
        Path peers = options.data().resolve("peers");
        if (Files.isDirectory(peers)) {
            recorded.addAll(RunFile.readAll(peers));
        }
        for (Path file : options.against()) {
            recorded.addAll(RunFile.read(file));
        }
        return recorded;
    }

    private void sequential(List<SearchTask> tasks) throws IOException, InterruptedException {
        List<Run> runs = runner.run(
                "one trial at a time",
                contestants(),
                tasks,
                (contestant, task, seed) -> Sequential.run(contestant, task, seed, options.version()));
        if (options.save().isPresent()) {
            RunFile.write(options.save().get(), runs);
        }
        List<Run> all = Runner.renamed(runs);
        List<String> own = all.stream().map(Run::optimiser).distinct().toList();
        all.addAll(recorded());
        StandingsPage standings = new StandingsPage(new Standings(tasks, all), own);
        ObjectNode figures = json.putObject("sequential");
        page.heading("One trial at a time");
        page.paragraph(
                "Mean normalised regret at 25, 50 and 100 % of the budget and by family at 100 % (" + tasks.size()
                        + " tasks; 0 is the best known value, 1 what five random points give); mean rank by the final regret in"
                        + " the field of the recorded optimisers and, of Attune's, the row itself or else the first; processor"
                        + " time of a suggestion.");
        standings.regrets(page, figures);
        standings.wins(page, figures);
        page.paragraph("Differences with their 95 % intervals (" + options.draws()
                + " draws of tasks, then of seeds; `*`: the interval leaves out 0). Below 0 is better.");
        standings.differences(page, figures, options.draws());
    }

    private void workers(List<SearchTask> tasks) throws InterruptedException {
        int workers = options.workers();
        List<Run> runs = runner.run(
                workers + " workers",
                contestants(),
                tasks,
                (contestant, task, seed) -> Asynchronous.run(contestant, task, seed, options.version(), workers));
        List<Run> all = Runner.renamed(runs);
        List<String> own = all.stream().map(Run::optimiser).distinct().toList();
        page.heading(workers + " trials at a time");
        page.paragraph(
                "On a simulated clock, trials take as long as a log-normal draw says; one task of each family, the"
                        + " same number of evaluations, in the order in which they end.");
        StandingsPage standings = new StandingsPage(new Standings(tasks, all), own);
        ObjectNode figures = json.putObject("workers").put("workers", workers);
        standings.regrets(page, figures);
        standings.differences(page, figures, options.draws());
    }

    private void fidelity(List<SearchTask> tasks) throws InterruptedException {
        List<SearchTask> stepwise =
                tasks.stream().filter(task -> task.fidelity().isPresent()).toList();
        page.heading("Trials that end early");
        page.paragraph(
                "On a simulated clock (the surrogate's seconds where it tells them, steps otherwise): how many times"
                        + " sooner than random search with whole trials the mean regret of whole trials is as low as that ends,"
                        + " over " + options.raceSeeds()
                        + " seeds. Ratios are geometric means over the tasks; a task that does"
                        + " not get there counts as if it did at the end. Best lost: how often the best trial of all that were"
                        + " begun was stopped, or paused for ever.");
        ArrayNode figures = json.putArray("fidelity");
        Runner races = new Runner(options.raceSeeds(), options.threads(), progress);
        for (int workers : options.raceWorkers()) {
            new FidelityPage(races, options.racers(), workers).write(stepwise, page, figures);
        }
    }

    private void write() throws IOException {
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), JSON.writeValueAsString(json) + "\n");
        }
        if (options.out().isPresent()) {
            Path folder = options.out().get();
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("search.md"), page.toString());
            Files.writeString(folder.resolve("search.json"), JSON.writeValueAsString(json) + "\n");
        }
    }
}
