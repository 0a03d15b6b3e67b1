package org.attune.runner.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file of the {@code cloudml-hypertune} client. Each report truncates and rewrites it with the last 100 entries, so
 * it is read whole on each change and entries are told once, by (tag, step, time, value). A tag that is only ever
 * reported at step 0 was reported without steps, and gets counted ones.
 */
public final class HypertuneFile implements MetricReader {

    private static final Set<String> RESERVED = Set.of("timestamp", "trial", "global_step", "checkpoint_path");
    private static final int CLIENT_KEEPS = 100;
    private static final int MAX_KNOWN = 2 * CLIENT_KEEPS;
    private static final int MAX_FILE = 1 << 20;

    private final String source;
    private final Path file;
    private final PointCollector collector;
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> stepped = new HashSet<>();
    private @Nullable String lastCheckpoint;
    private long size = -1;
    private long modified = -1;

    /** A reader of this file, which may not exist yet. */
    public HypertuneFile(String source, Path file, List<String> alreadyTold, PointCollector collector) {
        this.source = source;
        this.file = file;
        this.collector = collector;
        this.known.addAll(alreadyTold);
    }

    private record Entry(String tag, String step, String timestamp, String value, String checkpoint) {

        String key() {
            return String.join("\u0000", tag, step, timestamp, value);
        }
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public boolean poll() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            long mtime = now.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS);
            if (now.size() == size && mtime == modified) {
                return false;
            }
            size = now.size();
            modified = mtime;
            read();
        } catch (NoSuchFileException e) {
            size = -1;
        }
        return false;
    }

    @Override
    public void finish(boolean complete) throws IOException {
        // Two writes within the clock's grain look alike; the last look reads in any case.
        size = -1;
        poll();
    }

    /** The checkpoint that the newest entry names, or null when none does. */
    public @Nullable String lastCheckpoint() {
        return lastCheckpoint;
    }

    @Override
    public State state() {
        return new State(source, 0, false, List.copyOf(known));
    }

    private void read() throws IOException {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
        }
        List<Entry> fresh = new ArrayList<>();
        int entries = 0;
        for (String line : text.split("\n")) {
            Entry entry = line.isBlank() ? null : parse(line);
            if (entry != null) {
                entries++;
                if (!known.contains(entry.key())) {
                    fresh.add(entry);
                }
            }
        }
        if (!known.isEmpty() && fresh.size() == entries && entries >= CLIENT_KEEPS) {
            collector.warn("the hypertune file holds 100 new entries: some before them may have been missed");
        }
        for (Entry entry : fresh) {
            remember(entry);
            tell(entry);
        }
    }

    private void tell(Entry entry) {
        OptionalLong step = MetricNumber.integer(entry.step());
        if (step.isPresent() && step.getAsLong() != 0) {
            stepped.add(entry.tag());
        }
        OptionalDouble value = MetricNumber.parse(entry.value());
        if (value.isEmpty()) {
            collector.ignore("an entry of " + source + " without a number");
            return;
        }
        boolean counted = step.isEmpty() || (step.getAsLong() == 0 && !stepped.contains(entry.tag()));
        Reading reading = new Reading();
        reading.add(entry.tag(), entry.value());
        if (!counted) {
            reading.step(step.getAsLong());
        }
        reading.time(ReportedTime.of(entry.timestamp()));
        collector.offer(source, reading);
        if (!entry.checkpoint().isEmpty()) {
            lastCheckpoint = entry.checkpoint();
        }
    }

    private void remember(Entry entry) {
        known.add(entry.key());
        Iterator<String> oldest = known.iterator();
        while (known.size() > MAX_KNOWN && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }

    /** One record; null for what is half-written or names no metric. */
    private @Nullable Entry parse(String line) {
        JsonNode record;
        try {
            record = JsonForm.JSON.readTree(line);
        } catch (JsonProcessingException e) {
            // The writer truncates and is not atomic: the next look will see it whole.
            return null;
        }
        String tag = null;
        Iterator<Map.Entry<String, JsonNode>> fields = record.fields();
        while (fields.hasNext()) {
            String name = fields.next().getKey();
            if (!RESERVED.contains(name)) {
                tag = name;
            }
        }
        if (tag == null) {
            collector.ignore("an entry of " + source + " without a metric");
            return null;
        }
        return new Entry(
                tag,
                record.path("global_step").asText("0"),
                record.path("timestamp").asText(),
                record.path(tag).asText(),
                record.path("checkpoint_path").asText(""));
    }
}
