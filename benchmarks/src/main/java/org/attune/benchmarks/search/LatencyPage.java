package org.attune.benchmarks.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.attune.search.space.SearchSpace;

/** The time of proposals as a table, beside what is aimed at. */
final class LatencyPage {

    private static final int DIMENSIONS = 20;
    private static final int PROPOSALS = 60;
    private static final int QUICK_PROPOSALS = 10;
    private static final int[] RESULTS = {100, 300, 1000};
    /** Milliseconds at the 95th percentile, by the number of results. */
    private static final double[] MODEL_AIMS = {50, 150, 600};

    private static final double CONTINUOUS_TPE_AIM = 1;
    private static final double MIXED_TPE_AIM = 3;
    private static final double KIB = 1024;
    /** Their time does not depend on results. */
    private static final Set<String> NO_MODEL = Set.of("random", "sobol", "grid");

    private LatencyPage() {}

    static void write(List<Contestant> contestants, boolean quick, Page page, ArrayNode json, PrintStream progress) {
        List<List<String>> rows = new ArrayList<>();
        for (Contestant contestant : contestants) {
            if (NO_MODEL.contains(contestant.type())) {
                continue;
            }
            for (boolean mixed : new boolean[] {false, true}) {
                SearchSpace space = mixed ? Latency.mixed(DIMENSIONS) : Latency.continuous(DIMENSIONS);
                for (int i = 0; i < RESULTS.length; i++) {
                    Latency.Measured measured =
                            Latency.measure(contestant, space, RESULTS[i], quick ? QUICK_PROPOSALS : PROPOSALS);
                    double aim = aim(contestant, mixed, i);
                    rows.add(row(contestant, mixed, RESULTS[i], measured, aim));
                    json.addObject()
                            .put("strategy", contestant.label())
                            .put("space", mixed ? "mixed" : "continuous")
                            .put("results", RESULTS[i])
                            .put("dimensions", DIMENSIONS)
                            .put("first", measured.first())
                            .put("p50", measured.median())
                            .put("p95", measured.high())
                            .put("preparation", measured.preparation())
                            .put("bytes", measured.bytes())
                            .put("aimP95", aim / 1e3);
                    progress.printf(
                            Locale.ROOT,
                            "latency of %s, n = %d: %s ms%n",
                            contestant.label(),
                            RESULTS[i],
                            Page.millis(measured.high()));
                }
            }
        }
        page.table(
                List.of(
                        "strategy, space of 20 parameters",
                        "results",
                        "first ms",
                        "ms p50",
                        "ms p95",
                        "aim p95",
                        "prepared ms",
                        "KiB each"),
                rows);
    }

    private static double aim(Contestant contestant, boolean mixed, int size) {
        return contestant.type().equals("tpe") ? (mixed ? MIXED_TPE_AIM : CONTINUOUS_TPE_AIM) : MODEL_AIMS[size];
    }

    private static List<String> row(
            Contestant contestant, boolean mixed, int results, Latency.Measured measured, double aim) {
        return List.of(
                contestant.label() + ", " + (mixed ? "mixed" : "continuous"),
                Integer.toString(results),
                Page.millis(measured.first()),
                Page.millis(measured.median()),
                Page.millis(measured.high()) + (measured.high() * 1e3 <= aim ? "" : " !"),
                Page.number(aim, 0),
                Page.millis(measured.preparation()),
                Page.number(measured.bytes() / KIB, 0));
    }
}
