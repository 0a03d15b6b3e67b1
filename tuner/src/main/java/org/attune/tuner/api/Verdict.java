package org.attune.tuner.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;
import org.attune.tuner.control.Studies.Checked;
import org.attune.tuner.control.StudyPlan;
import org.attune.tuner.spec.Severity;
import org.attune.tuner.spec.SpecProblem;

/** What is said of a spec: its problems, and what the study would do. */
final class Verdict {

    private Verdict() {}

    static Reply reply(Checked checked) {
        return Reply.json(200, json -> write(json, checked));
    }

    private static void write(JsonGenerator json, Checked checked) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("valid", checked.problems().stream().noneMatch(p -> p.severity() == Severity.ERROR));
        for (Severity severity : Severity.values()) {
            json.writeArrayFieldStart(severity == Severity.ERROR ? "errors" : "warnings");
            for (SpecProblem problem : checked.problems()) {
                if (problem.severity() == severity) {
                    Problem.Field.of(problem).write(json);
                }
            }
            json.writeEndArray();
        }
        StudyPlan plan = checked.plan();
        if (plan != null) {
            json.writeFieldName("normalizedSpec");
            json.writeRawValue(plan.spec().toString());
            plan(json, plan);
            json.writeArrayFieldStart("samples");
            for (Map<String, Object> sample : plan.samples()) {
                json.writeStartObject();
                for (Map.Entry<String, Object> value : sample.entrySet()) {
                    json.writeFieldName(value.getKey());
                    TableFields.write(json, value.getValue());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void plan(JsonGenerator json, StudyPlan plan) throws IOException {
        json.writeObjectFieldStart("plan");
        if (plan.trials().isPresent()) {
            json.writeNumberField("trials", plan.trials().getAsInt());
        }
        if (plan.parallelism().isPresent()) {
            json.writeNumberField("parallelism", plan.parallelism().getAsInt());
        }
        if (plan.points().isPresent()) {
            json.writeNumberField("points", plan.points().getAsLong());
        }
        json.writeNumberField("workersPerTrial", plan.workers());
        json.writeNumberField(
                "devicesPerTrial", (long) plan.workers() * plan.each().devices());
        json.writeNumberField("cpusPerTrial", plan.workers() * plan.each().cpus());
        json.writeNumberField(
                "memoryBytesPerTrial", plan.workers() * plan.each().memoryBytes());
        if (plan.fitNow().isPresent()) {
            json.writeNumberField("fitNow", plan.fitNow().getAsInt());
        }
        json.writeEndObject();
    }
}
