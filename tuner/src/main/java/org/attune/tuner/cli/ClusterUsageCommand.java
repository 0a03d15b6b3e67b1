package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code attune cluster usage}: what trials took of the nodes. */
@Command
final class ClusterUsageCommand extends ReadingCommand {

    private static final double HOUR = 3_600;

    @Option(names = "--by", paramLabel = "WHAT", description = "study, user, node or day.")
    String by = "study";

    @Option(names = "--from", paramLabel = "TIME", description = "From this day or time on (default: 30 days back).")
    @Nullable
    String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Until this day or time (default: now).")
    @Nullable
    String to;

    @Option(names = "--study", paramLabel = "NAME", description = "Only of this study.")
    @Nullable
    String study;

    @Option(names = "--user", paramLabel = "NAME", description = "Only of this user's studies.")
    @Nullable
    String user;

    @Option(names = "--node", paramLabel = "NODE", description = "Only on this node.")
    @Nullable
    String node;

    @Override
    int run() {
        JsonNode body = servers()
                .require()
                .get("usage?by=" + RestClient.encode(by) + query("from", from) + query("to", to) + query("study", study)
                        + query("user", user) + query("node", node));
        JsonNode usage = body.path("usage");
        print(body, usage, "key", () -> {
            Table table = new Table()
                    .text("key", by.toUpperCase(Locale.ROOT))
                    .number("deviceSeconds", "GPU-H")
                    .number("workerSeconds", "WORKER-H")
                    .number("attempts", "ATTEMPTS");
            List<JsonNode> lines = new ArrayList<>();
            usage.forEach(lines::add);
            for (JsonNode line : lines) {
                table.row(row(Cell.of(line.path("key")), line));
            }
            if (lines.size() > 1 && !form().equals("csv")) {
                table.row(row(Cell.of("in all"), body.path("total")));
            }
            return table;
        });
        if (usage.isEmpty() && form().equals("table")) {
            say("nothing ran on a node from " + body.path("fromTime").asText() + " to "
                    + body.path("toTime").asText());
        }
        return ExitCode.OK;
    }

    private static List<Cell> row(Cell key, JsonNode line) {
        return List.of(
                key,
                hours(line.path("deviceSeconds")),
                hours(line.path("workerSeconds")),
                Cell.of(line.path("attempts")));
    }

    private static Cell hours(JsonNode seconds) {
        double hours = seconds.asDouble() / HOUR;
        String shown = hours >= 100
                ? String.format(Locale.ROOT, "%.0f", hours)
                : String.format(Locale.ROOT, hours >= 0.1 || hours == 0 ? "%.1f" : "%.3f", hours);
        return new Cell(shown, seconds.asText());
    }

    private static String query(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + RestClient.encode(value);
    }
}
