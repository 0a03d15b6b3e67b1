package org.attune.runner.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.attune.runner.worker.MetricSelection;

/**
 * Reads metrics from printed lines. The first form that yields a wanted name wins for the whole line: E (the user's
 * patterns), B (JSON), C (Python dictionary), A ({@code name=value}), D ({@code name: value} of declared names).
 */
public final class LineGrammar {

    private static final Pattern ANSI = Pattern.compile("\\x1B\\[[0-9;?]*+[ -/]*+[@-~]");

    private final List<LineForm> forms;
    private final PointCollector collector;

    /** A grammar for what a worker's spec selects; what it finds goes to the collector. */
    public LineGrammar(MetricSelection selection, PointCollector collector) {
        this.collector = collector;
        List<LineForm> all = new ArrayList<>();
        if (!selection.regex().isEmpty()) {
            all.add(new RegexForm(selection.regex(), collector.clock(), collector));
        }
        all.add(new JsonForm());
        all.add(new PythonDictForm());
        all.add(new PairForm(false));
        all.add(new PairForm(true));
        this.forms = List.copyOf(all);
    }

    /**
     * Reads one line.
     *
     * @param source where it was printed, such as {@code stdout}
     * @param raw the line without its end, colours and all
     */
    public void line(String source, String raw) {
        String line = raw.indexOf('\u001B') >= 0 ? ANSI.matcher(raw).replaceAll("") : raw;
        if (line.isBlank()) {
            return;
        }
        for (LineForm form : forms) {
            Reading reading = form.read(line, collector);
            if (collector.offer(source + " (" + form.label() + ")", reading)) {
                return;
            }
        }
    }
}
