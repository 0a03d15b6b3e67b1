package org.attune.benchmarks.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Standings as tables. */
final class StandingsPage {

    private final Standings standings;
    private final List<String> own;

    /**
     * The tables.
     *
     * @param standings what to show
     * @param own the optimisers that were run now; the others are recorded
     */
    StandingsPage(Standings standings, List<String> own) {
        this.standings = standings;
        this.own = own;
    }

    void writeTo(Page page) {
        regrets(page);
        wins(page);
    }

    private List<String> byRegret() {
        List<String> sorted = new ArrayList<>(standings.optimisers());
        sorted.sort(Comparator.comparingDouble(name -> standings.regret(name, 1)));
        return sorted;
    }

    private String label(String optimiser) {
        return own.contains(optimiser) ? "**" + optimiser + "**" : optimiser;
    }

    private void regrets(Page page) {
        List<String> families = standings.families();
        List<String> header = new ArrayList<>(List.of("optimiser", "seeds", "25 %", "50 %", "100 %", "rank"));
        header.addAll(families);
        header.addAll(List.of("ms p50", "ms p95"));
        Map<String, Double> ranks = standings.ranks();
        List<List<String>> rows = new ArrayList<>();
        for (String name : byRegret()) {
            List<String> row = new ArrayList<>(List.of(label(name), standings.seeds(name)));
            Standings.SHARES.forEach(share -> row.add(Page.number(standings.regret(name, share), 3)));
            row.add(Page.number(ranks.getOrDefault(name, Double.NaN), 2));
            families.forEach(family -> row.add(Page.number(standings.familyRegret(name, family, 1), 3)));
            row.add(Page.millis(standings.cpu(name, false)));
            row.add(Page.millis(standings.cpu(name, true)));
            rows.add(row);
        }
        page.table(header, rows);
    }

    private void wins(Page page) {
        List<String> mine =
                standings.optimisers().stream().filter(own::contains).toList();
        List<String> others = byRegret();
        if (mine.isEmpty()) {
            return;
        }
        List<String> header = new ArrayList<>(List.of("P(row beats column)"));
        header.addAll(others);
        List<List<String>> rows = new ArrayList<>();
        for (String name : mine) {
            List<String> row = new ArrayList<>(List.of(label(name)));
            others.forEach(other -> row.add(other.equals(name) ? "" : Page.number(standings.beats(name, other), 2)));
            rows.add(row);
        }
        page.table(header, rows);
    }
}
