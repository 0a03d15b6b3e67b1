package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune top}: the cluster and what is under way, again and again. */
@Command
final class TopCommand extends AttuneCommand {

    private static final String HOME_AND_CLEAR = "\u001B[H\u001B[J";
    private static final int GANGS_SHOWN = 20;

    @Option(names = "--every", paramLabel = "DURATION", description = "How often to look (default 2s).")
    String every = "2s";

    @Option(names = "--once", description = "Look once, as where nobody watches.")
    boolean once;

    @Override
    int run() {
        RestClient client = servers().require();
        long pause = Math.max(200, Durations.parse("--every", every).toMillis());
        boolean again =
                terminal().outIsTty() && !once && !terminal().env("TERM").equals("dumb");
        do {
            List<String> lines = lines(client);
            if (again) {
                terminal().out().print(HOME_AND_CLEAR);
            }
            lines.forEach(terminal().out()::println);
            terminal().out().flush();
            if (terminal().out().checkError()) {
                return ExitCode.BROKEN_PIPE;
            }
            if (again) {
                Pause.millis(pause);
            }
        } while (again);
        return ExitCode.OK;
    }

    private List<String> lines(RestClient client) {
        Style style = terminal().outStyle();
        int width = terminal().outIsTty() ? terminal().width() : 0;
        JsonNode cluster = client.get("cluster");
        JsonNode queue = client.get("queue");
        List<JsonNode> studies = new ArrayList<>();
        client.get("studies?state=ACTIVE,PAUSED,STOPPING&pageSize=50")
                .path("studies")
                .forEach(studies::add);
        List<String> lines = new ArrayList<>();
        lines.add(Columns.cut(summary(cluster, style), width, style));
        lines.add("");
        if (studies.isEmpty()) {
            lines.add("no study is under way");
        } else {
            lines.addAll(StudyTables.studies(studies, style, false).lines(true, style, width));
        }
        List<JsonNode> gangs = new ArrayList<>();
        queue.path("running").forEach(gangs::add);
        queue.path("queue").forEach(gangs::add);
        if (!gangs.isEmpty()) {
            lines.add("");
            int shown = Math.min(GANGS_SHOWN, gangs.size());
            lines.addAll(
                    ClusterQueueCommand.table(gangs.subList(0, shown), style).lines(true, style, width));
            if (gangs.size() > shown) {
                lines.add(style.dim("and " + (gangs.size() - shown) + " more: attune cluster queue"));
            }
        }
        return lines;
    }

    private static String summary(JsonNode cluster, Style style) {
        JsonNode nodes = cluster.path("nodes");
        JsonNode total = cluster.path("total");
        JsonNode free = cluster.path("free");
        StringBuilder text = new StringBuilder(
                        style.bold(cluster.path("cluster").asText()))
                .append("  ")
                .append(nodes.path("up").asInt())
                .append(nodes.path("up").asInt() == 1 ? " node up" : " nodes up");
        for (String state : List.of("silent", "draining", "drained")) {
            if (nodes.path(state).asInt() > 0) {
                text.append(", ").append(nodes.path(state).asInt()).append(' ').append(state);
            }
        }
        double cpus = total.path("cpus").asDouble();
        text.append("  CPUs ").append(share(cpus - free.path("cpus").asDouble(), cpus, style));
        int devices = total.path("devices").asInt();
        if (devices > 0) {
            text.append("  GPUs ").append(share(devices - free.path("devices").asInt(), devices, style));
        }
        JsonNode gangs = cluster.path("gangs");
        return text.append("  ")
                .append(gangs.path("running").asInt())
                .append(" running, ")
                .append(gangs.path("queued").asInt())
                .append(" waiting")
                .toString();
    }

    private static String share(double held, double all, Style style) {
        return (all > 0 ? style.bar(held / all, 8) + " " : "") + Numbers.of(held) + "/" + Numbers.of(all);
    }
}
