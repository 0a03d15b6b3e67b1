package org.attune.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Measures all figures, one after the other, and writes the report. Started by {@code benchmarks/run.sh}. */
public final class FirstLight {

    private static final List<Figure> FIGURES = List.of(
            new NoOpTrials(),
            new StoredObservations(),
            new PrintedObservations(),
            ExternalTrials.withReports(),
            new StopLatency(),
            new WorkerStart(),
            new DigitsRun(),
            new BayesianDigits(),
            new ColdStart());
    private static final List<Figure> API = List.of(
            ExternalTrials.brief(),
            new BatchedObservations(),
            new SuggestLatency(),
            new EventListeners(),
            new ColumnarFeed());
    private static final Set<String> OPTIONS = Set.of("root", "scratch", "out", "version", "peers", "only", "suite");

    private FirstLight() {}

    /**
     * Runs the figures.
     *
     * @param args {@code --root DIR --scratch DIR --out DIR --version TEXT [--peers FILE] [--suite api]
     *     [--only NAME,…] [--quick]}
     */
    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Map<String, String> options = new LinkedHashMap<>();
        boolean quick = false;
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--quick")) {
                quick = true;
            } else if (args[i].startsWith("--") && OPTIONS.contains(args[i].substring(2)) && i + 1 < args.length) {
                options.put(args[i].substring(2), args[++i]);
            } else {
                throw new IllegalArgumentException("unknown argument " + args[i]);
            }
        }
        Machine machine = Machine.here();
        String suite = options.getOrDefault("suite", "first-light");
        @Nullable String peers = options.get("peers");
        Bench bench = new Bench(
                new Attune(path(options, "root"), path(options, "scratch")),
                Peers.read(peers == null ? null : Path.of(peers)),
                quick,
                out::println);
        List<Measurement> all =
                measure(bench, chosen(suite.equals("api") ? API : FIGURES, options.get("only")), out::println);
        Report report = new Report(suite, machine, options.getOrDefault("version", "?"), all);
        report.writeTo(path(options, "out"));
        if (!all.stream().allMatch(Measurement::measured)) {
            System.exit(1);
        }
    }

    private static List<Figure> chosen(List<Figure> figures, @Nullable String only) {
        if (only == null) {
            return figures;
        }
        List<String> names = List.of(only.split(",", -1));
        List<String> known = figures.stream().map(Figure::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("no figure is called " + name + " (there are: "
                        + known.stream().collect(Collectors.joining(", ")) + ")");
            }
        }
        return figures.stream().filter(figure -> names.contains(figure.name())).toList();
    }

    /** One after the other; a figure that cannot be measured does not keep the others from it. */
    static List<Measurement> measure(Bench bench, List<Figure> figures, Consumer<String> tell) {
        List<Measurement> all = new ArrayList<>();
        for (Figure figure : figures) {
            try {
                for (Measurement each : figure.measure(bench)) {
                    tell.accept(String.format(
                            "%-12s %-14s (aim %s)  %s",
                            each.verdict(), Report.value(each), each.aim().words(), each.figure()));
                    tell.accept("             " + each.note() + "; load " + Numbers.show(each.load()));
                    if (!each.peer().figure().isEmpty()) {
                        tell.accept("             peer: " + each.peer().figure() + " ("
                                + each.peer().how().words() + ")");
                    }
                    all.add(each);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return all;
            } catch (Exception e) {
                tell.accept("NOT MEASURED " + figure.name() + ": " + e);
                all.add(new Measurement(
                        figure.name(),
                        figure.name(),
                        Aim.atLeast(0, ""),
                        Double.NaN,
                        String.valueOf(e),
                        Peer.NONE,
                        Machine.load()));
            }
        }
        return all;
    }

    private static Path path(Map<String, String> options, String name) throws IOException {
        @Nullable String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " DIR is missing");
        }
        Path path = Path.of(value).toAbsolutePath().normalize();
        Files.createDirectories(path);
        return path;
    }
}
