package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Reads CSV with a first line of names (RFC 4180). Pure. */
final class Csv {

    private Csv() {}

    /**
     * The rows, each with the names of the first line.
     *
     * @throws IllegalArgumentException with the line, when a row has another number of values, or a quote is not closed
     */
    static List<ObjectNode> rows(String text) {
        List<List<String>> lines = records(text.startsWith("\uFEFF") ? text.substring(1) : text);
        List<ObjectNode> rows = new ArrayList<>();
        if (lines.isEmpty()) {
            return rows;
        }
        List<String> names = lines.get(0);
        for (int i = 1; i < lines.size(); i++) {
            List<String> values = lines.get(i);
            if (values.size() == 1 && values.get(0).isEmpty()) {
                continue;
            }
            if (values.size() != names.size()) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + values.size() + " values for " + names.size() + " columns");
            }
            ObjectNode row = RestClient.JSON.createObjectNode();
            for (int c = 0; c < names.size(); c++) {
                row.put(names.get(c), values.get(c));
            }
            rows.add(row);
        }
        return rows;
    }

    private static List<List<String>> records(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c != '"') {
                    field.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.length() == 0) {
                quoted = true;
            } else if (c == ',') {
                record.add(field.toString());
                field.setLength(0);
            } else if (c == '\n') {
                record.add(field.toString());
                field.setLength(0);
                records.add(record);
                record = new ArrayList<>();
            } else if (c != '\r') {
                field.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("the quote of the last value is not closed");
        }
        if (field.length() > 0 || !record.isEmpty()) {
            record.add(field.toString());
            records.add(record);
        }
        return records;
    }
}
