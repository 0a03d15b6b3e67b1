package org.attune.benchmarks.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table of numbers with a header. */
final class Csv {

    private final Path file;
    private final List<String> header;
    private final List<double[]> rows = new ArrayList<>();

    /**
     * Reads a file.
     *
     * @throws IOException when it cannot be read, or a row is not as many numbers as the header has names
     */
    Csv(Path file) throws IOException {
        this.file = file;
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty()) {
            throw new IOException(file + " is empty, expected a header");
        }
        header = List.of(lines.get(0).strip().split(",", -1));
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                rows.add(row(i, lines.get(i)));
            }
        }
        if (rows.isEmpty()) {
            throw new IOException(file + " has a header only, expected rows");
        }
    }

    private double[] row(int index, String line) throws IOException {
        String[] cells = line.strip().split(",", -1);
        if (cells.length != header.size()) {
            throw new IOException(
                    file + ", line " + (index + 1) + " has " + cells.length + " cells, expected " + header.size());
        }
        try {
            return Arrays.stream(cells).mapToDouble(Double::parseDouble).toArray();
        } catch (NumberFormatException e) {
            throw new IOException(file + ", line " + (index + 1) + ": expected numbers", e);
        }
    }

    int rows() {
        return rows.size();
    }

    /**
     * A column.
     *
     * @throws IllegalArgumentException when the header does not name it
     */
    double[] column(String name) {
        int at = header.indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException(file + " has the columns " + header + ", expected " + name);
        }
        return rows.stream().mapToDouble(row -> row[at]).toArray();
    }
}
