package org.attune.tuner.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that shows something: as a table for people, or as the REST body for programs. */
abstract class ReadingCommand extends AttuneCommand {

    @Option(
            names = {"-o", "--output"},
            order = 91,
            paramLabel = "FORM",
            description = "table, wide, json, yaml, ndjson, csv or name.")
    String output = "table";

    @Option(names = "--json", order = 92, description = "The same as -o json.")
    boolean json;

    @Option(
            names = "--columns",
            order = 93,
            split = ",",
            paramLabel = "A,B",
            description = "Only these columns of a table.")
    @Nullable
    List<String> columns;

    @Option(names = "--no-headers", order = 94, description = "A table without its first line.")
    boolean noHeaders;

    final String form() {
        return json ? "json" : output;
    }

    /** Whether all columns are wanted. */
    final boolean wide() {
        return form().equals("wide") || form().equals("csv") || columns != null;
    }

    /**
     * Prints in the form that was asked for.
     *
     * @param body the whole, for json and yaml
     * @param items the parts, for ndjson and name
     * @param idField what {@code -o name} prints of each part
     * @param table for people and csv, made only when needed
     */
    final void print(JsonNode body, Iterable<JsonNode> items, String idField, Supplier<Table> table) {
        java.io.PrintStream out = terminal().out();
        switch (form()) {
            case "json" -> out.println(pretty(body));
            case "yaml" -> out.print(YamlText.of(body));
            case "ndjson" -> items.forEach(item -> out.println(item.toString()));
            case "name" -> items.forEach(item -> out.println(item.path(idField).asText()));
            case "csv" -> chosen(table).csv(!noHeaders).forEach(out::println);
            case "table", "wide" -> {
                int width = terminal().outIsTty() && !form().equals("wide")
                        ? terminal().width()
                        : 0;
                chosen(table).lines(!noHeaders, terminal().outStyle(), width).forEach(out::println);
            }
            default ->
                throw new CliFailure(
                        ExitCode.USAGE,
                        "-o " + form() + " is not a form" + Names.didYouMean(form(), forms()) + "\n  help: there are "
                                + String.join(", ", forms()));
        }
    }

    /** The forms that {@code -o} takes. */
    List<String> forms() {
        return List.of("table", "wide", "json", "yaml", "ndjson", "csv", "name");
    }

    static String pretty(JsonNode body) {
        try {
            return RestClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Table chosen(Supplier<Table> table) {
        return columns == null ? table.get() : table.get().only(columns);
    }
}
