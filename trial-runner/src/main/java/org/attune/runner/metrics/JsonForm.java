package org.attune.runner.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalLong;

/** Form B: a JSON object in one line, also behind the prefixes of DLLogger and of MLPerf logging. */
final class JsonForm implements LineForm {

    private static final String DLLOGGER = "DLLL ";
    private static final String MLPERF = ":::MLLOG ";
    private static final int MAX_DEPTH = 32;

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(400)
                        .build());
    }

    @Override
    public String label() {
        return "B";
    }

    @Override
    public Reading read(String line, PointCollector collector) {
        Reading reading = new Reading();
        String text = line.strip();
        boolean mlperf = text.startsWith(MLPERF);
        if (mlperf) {
            text = text.substring(MLPERF.length()).strip();
        } else if (text.startsWith(DLLOGGER)) {
            text = text.substring(DLLOGGER.length()).strip();
        }
        if (!text.startsWith("{") || !text.endsWith("}")) {
            return reading;
        }
        try {
            JsonNode root = JSON.readTree(text);
            if (root.isObject()) {
                if (mlperf) {
                    readMlperf(root, reading);
                } else {
                    members(root, "", reading);
                }
            }
        } catch (JsonProcessingException e) {
            // Not JSON: then it is only a line that this form does not match.
            return new Reading();
        }
        return reading;
    }

    private static void members(JsonNode object, String prefix, Reading reading) {
        Iterator<Map.Entry<String, JsonNode>> fields = object.fields();
        while (fields.hasNext() && reading.pairs().size() < MAX_PAIRS) {
            Map.Entry<String, JsonNode> field = fields.next();
            String key = field.getKey();
            JsonNode value = field.getValue();
            if (value.isObject()) {
                boolean transparent = prefix.isEmpty() && (key.equals("metrics") || key.equals("data"));
                members(value, transparent ? "" : prefix + key + ".", reading);
            } else if (value.isArray()) {
                lastStep(prefix + key, value, reading);
            } else if (value.isNumber() || value.isTextual()) {
                if (ReportedTime.NAMES.contains(prefix + key)) {
                    reading.time(ReportedTime.of(value.asText()));
                }
                reading.add(prefix + key, value.asText());
            }
        }
    }

    /** A step that is a list, such as [epoch, iteration], counts by its last element. */
    private static void lastStep(String name, JsonNode array, Reading reading) {
        if (array.size() > 0 && name.equals("step")) {
            JsonNode last = array.get(array.size() - 1);
            OptionalLong step = last.isNumber() ? MetricNumber.integer(last.asText()) : OptionalLong.empty();
            step.ifPresent(reading::step);
        }
    }

    private static void readMlperf(JsonNode root, Reading reading) {
        JsonNode key = root.path("key");
        JsonNode value = root.path("value");
        if (key.isTextual() && (value.isNumber() || value.isTextual())) {
            reading.add(key.asText(), value.asText());
            reading.time(ReportedTime.of(root.path("time_ms").asText()));
            JsonNode metadata = root.path("metadata");
            for (String name : new String[] {"epoch_num", "step_num"}) {
                MetricNumber.integer(metadata.path(name).asText()).ifPresent(reading::step);
            }
        }
    }
}
