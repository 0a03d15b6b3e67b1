package org.attune.benchmarks.search;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Standings as tables for people and figures for programs. */
final class StandingsPage {

    private final Standings standings;
    private final List<String> own;
    private final List<String> peers;

    /**
     * The tables.
     *
     * @param standings what to show
     * @param own the optimisers that were run now, the most important first; the others are recorded
     */
    StandingsPage(Standings standings, List<String> own) {
        this.standings = standings;
        this.own = own.stream().filter(standings.optimisers()::contains).toList();
        this.peers = standings.optimisers().stream()
                .filter(name -> !own.contains(name))
                .toList();
    }

    private List<String> byRegret(List<String> names) {
        List<String> sorted = new ArrayList<>(names);
        sorted.sort(Comparator.comparingDouble(name -> standings.regret(name, 1)));
        return sorted;
    }

    private String label(String optimiser) {
        return own.contains(optimiser) ? "**" + optimiser + "**" : optimiser;
    }

    /**
     * The field in which an optimiser is ranked: the recorded ones, and of those that were run now itself or the first;
     * those that were run now when nothing is recorded.
     */
    private List<String> field(String optimiser) {
        if (peers.isEmpty()) {
            return own;
        }
        List<String> field = new ArrayList<>(peers);
        if (own.contains(optimiser)) {
            field.add(optimiser);
        } else {
            own.stream().findFirst().ifPresent(field::add);
        }
        return field;
    }

    /** Regret at shares of the budget, rank, regret by family, time of a suggestion. */
    void regrets(Page page, ObjectNode json) {
        List<String> families = standings.families();
        List<String> header = new ArrayList<>(List.of("optimiser", "seeds", "25 %", "50 %", "100 %", "rank"));
        header.addAll(families);
        header.addAll(List.of("ms p50", "ms p95"));
        List<List<String>> rows = new ArrayList<>();
        ArrayNode figures = json.putArray("optimisers");
        for (String name : byRegret(standings.optimisers())) {
            ObjectNode figure = figures.addObject()
                    .put("name", name)
                    .put("recorded", !own.contains(name))
                    .put("seeds", standings.seeds(name));
            List<String> row = new ArrayList<>(List.of(label(name), standings.seeds(name)));
            for (double share : Standings.SHARES) {
                row.add(Page.number(standings.regret(name, share), 3));
                figure.put("regret" + Math.round(share * 100), standings.regret(name, share));
            }
            double rank = standings.rank(name, field(name));
            figure.put("rank", rank);
            row.add(Page.number(rank, 2));
            ObjectNode byFamily = figure.putObject("families");
            for (String family : families) {
                row.add(Page.number(standings.familyRegret(name, family, 1), 3));
                byFamily.put(family, standings.familyRegret(name, family, 1));
            }
            row.add(Page.millis(standings.cpu(name, false)));
            row.add(Page.millis(standings.cpu(name, true)));
            figure.put("cpuP50", standings.cpu(name, false)).put("cpuP95", standings.cpu(name, true));
            rows.add(row);
        }
        page.table(header, rows);
    }

    /** How probably a run of one ends with less regret than a run of another. */
    void wins(Page page, ObjectNode json) {
        List<String> others = byRegret(standings.optimisers());
        List<String> header = new ArrayList<>(List.of("P(row beats column)"));
        header.addAll(others);
        List<List<String>> rows = new ArrayList<>();
        ObjectNode figures = json.putObject("beats");
        for (String name : own) {
            List<String> row = new ArrayList<>(List.of(label(name)));
            ObjectNode figure = figures.putObject(name);
            for (String other : others) {
                row.add(other.equals(name) ? "" : Page.number(standings.beats(name, other), 2));
                if (!other.equals(name)) {
                    figure.put(other, standings.beats(name, other));
                }
            }
            rows.add(row);
        }
        if (!rows.isEmpty()) {
            page.table(header, rows);
        }
    }

    /** Differences with their intervals. */
    void differences(Page page, ObjectNode json, int draws) {
        if (own.isEmpty()) {
            return;
        }
        Bootstrap bootstrap = new Bootstrap(standings, own, draws);
        List<String> header = new ArrayList<>(List.of("regret, row - column"));
        List<String> others = byRegret(standings.optimisers());
        header.addAll(others);
        List<List<String>> rows = new ArrayList<>();
        ObjectNode figures = json.putObject("regretDifferences");
        for (String name : own) {
            List<String> row = new ArrayList<>(List.of(label(name)));
            ObjectNode figure = figures.putObject(name);
            for (String other : others) {
                if (other.equals(name)) {
                    row.add("");
                } else {
                    Bootstrap.Interval interval = bootstrap.regretDifference(name, other);
                    row.add(interval.show(3));
                    put(figure.putObject(other), interval);
                }
            }
            rows.add(row);
        }
        page.table(header, rows);
        if (!peers.isEmpty()) {
            ranks(page, json.putObject("ranks"), bootstrap);
            families(page, json.putObject("families"));
        }
    }

    private void ranks(Page page, ObjectNode json, Bootstrap bootstrap) {
        List<List<String>> rows = new ArrayList<>();
        for (String name : own) {
            List<String> field = field(name);
            String next = peers.stream()
                    .min(Comparator.comparingDouble(peer -> standings.rank(peer, field)))
                    .orElseThrow();
            Bootstrap.Interval rank = bootstrap.rank(name, field);
            Bootstrap.Interval difference = bootstrap.rankDifference(name, next, field);
            long place = 1
                    + peers.stream()
                            .filter(peer -> standings.rank(peer, field) < rank.value())
                            .count();
            ObjectNode figure = json.putObject(name).put("place", place).put("bestPeer", next);
            put(figure.putObject("rank"), rank);
            put(figure.putObject("difference"), difference);
            rows.add(List.of(
                    label(name),
                    place + " of " + field.size(),
                    Page.number(rank.value(), 2) + " [" + Page.number(rank.low(), 2) + ", "
                            + Page.number(rank.high(), 2) + "]",
                    next,
                    Page.number(standings.rank(next, field), 2),
                    difference.show(2)));
        }
        page.table(
                List.of("mean rank among the recorded", "place", "rank", "best recorded", "its rank", "difference"),
                rows);
    }

    private void families(Page page, ObjectNode json) {
        List<String> header = new ArrayList<>(List.of("behind the family's best recorded by"));
        header.addAll(standings.families());
        header.add("most");
        List<List<String>> rows = new ArrayList<>();
        for (String name : own) {
            List<String> row = new ArrayList<>(List.of(label(name)));
            ObjectNode figure = json.putObject(name);
            double most = Double.NEGATIVE_INFINITY;
            for (String family : standings.families()) {
                String best = peers.stream()
                        .min(Comparator.comparingDouble(peer -> standings.familyRegret(peer, family, 1)))
                        .orElseThrow();
                double behind = standings.familyRegret(name, family, 1) - standings.familyRegret(best, family, 1);
                most = Math.max(most, behind);
                row.add(Page.signed(behind, 3) + " (" + best + ")");
                figure.putObject(family).put("best", best).put("behind", behind);
            }
            row.add(Page.signed(most, 3));
            rows.add(row);
        }
        page.table(header, rows);
    }

    private static void put(ObjectNode json, Bootstrap.Interval interval) {
        json.put("value", interval.value()).put("low", interval.low()).put("high", interval.high());
    }
}
