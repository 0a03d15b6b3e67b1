package org.attune.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A run as a page for people and as JSON for programs.
 *
 * @param name what was measured, which the files are called after
 */
record Report(String name, Machine machine, String version, List<Measurement> measurements) {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    Report {
        measurements = List.copyOf(measurements);
    }

    /** Writes {@code NAME.md} and {@code NAME.json} into a folder, which is created when it is not there. */
    void writeTo(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), markdown());
        Files.writeString(folder.resolve(name + ".json"), JSON.writeValueAsString(json()) + "\n");
    }

    String markdown() {
        StringBuilder page = new StringBuilder("# What Attune reaches, beside its peers\n\n")
                .append("Written by `make ")
                .append(name.equals("api") ? "bench-api" : "bench")
                .append("`; every figure of Attune was measured in this one run.\n\n")
                .append("| | |\n|---|---|\n");
        row(page, "date", machine.date().toString());
        row(page, "Attune", version);
        row(
                page,
                "machine",
                machine.cores() + " cores, " + machine.processor() + ", "
                        + String.format(Locale.ROOT, "%.1f", machine.memoryGiB()) + " GiB");
        row(page, "JDK", machine.jdk());
        row(page, "kernel", machine.kernel());
        row(page, "load at the start", machine.loads());
        page.append("\n| figure | aim | measured | | peer | its number is |\n|---|---|---|---|---|---|\n");
        for (Measurement each : measurements) {
            row(
                    page,
                    each.figure(),
                    each.aim().words(),
                    each.measured() ? "**" + value(each) + "**" : "–",
                    each.verdict(),
                    each.peer().figure().isEmpty() ? "–" : each.peer().figure(),
                    each.peer().how().words());
        }
        page.append("\n## How\n\n");
        for (Measurement each : measurements) {
            page.append("- **")
                    .append(each.figure())
                    .append("** (load ")
                    .append(Numbers.show(each.load()))
                    .append("): ")
                    .append(cell(each.note()))
                    .append('\n');
        }
        return page.toString();
    }

    ObjectNode json() {
        ObjectNode root = JSON.createObjectNode();
        root.put("benchmark", name);
        root.put("date", machine.date().toString());
        root.put("version", version);
        ObjectNode where = root.putObject("machine");
        where.put("cores", machine.cores());
        where.put("processor", machine.processor());
        where.put("memoryGiB", Math.round(machine.memoryGiB() * 10) / 10.0);
        where.put("jdk", machine.jdk());
        where.put("kernel", machine.kernel());
        where.put("loadAtStart", machine.loads());
        ArrayNode figures = root.putArray("figures");
        for (Measurement each : measurements) {
            ObjectNode figure = figures.addObject();
            figure.put("id", each.id());
            figure.put("figure", each.figure());
            figure.put("unit", each.aim().unit());
            figure.put(each.aim().atLeast() ? "atLeast" : "atMost", each.aim().bound());
            if (each.measured()) {
                figure.put("value", each.value());
                figure.put("met", each.met());
            } else {
                figure.putNull("value");
                figure.put("met", false);
            }
            figure.put("note", each.note());
            if (Double.isFinite(each.load())) {
                figure.put("load", each.load());
            }
            ObjectNode peer = figure.putObject("peer");
            peer.put("figure", each.peer().figure());
            peer.put("how", each.peer().how().name());
        }
        return root;
    }

    static String value(Measurement each) {
        return Numbers.show(each.value()) + " " + each.aim().unit();
    }

    private static void row(StringBuilder page, String... cells) {
        page.append('|');
        for (String cell : cells) {
            page.append(' ').append(cell(cell)).append(" |");
        }
        page.append('\n');
    }

    /** A cell of a table is one line without a bar. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ");
    }
}
