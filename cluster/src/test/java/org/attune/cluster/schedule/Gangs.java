package org.attune.cluster.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.GangRequest;
import org.attune.cluster.gang.PlacementWish;
import org.attune.cluster.gang.Resources;
import org.attune.runner.worker.AttemptId;
import org.attune.runner.worker.MetricSelection;
import org.attune.runner.worker.WorkerTemplate;

/** Makes requests for tests. */
public final class Gangs {

    private Gangs() {}

    /** The first attempt of a trial. */
    public static AttemptId attempt(int trial) {
        return new AttemptId("study234", trial, 1);
    }

    /** A worker that runs a line of shell and reports {@code loss}. */
    public static WorkerTemplate shell(String script) {
        return template(List.of("sh", "-c", script), MetricSelection.of("loss"), null);
    }

    /** A worker with these parts, without files and time limits. */
    public static WorkerTemplate template(
            List<String> command, MetricSelection metrics, @org.jspecify.annotations.Nullable String filesDigest) {
        return new WorkerTemplate(
                "digits",
                new ArrayList<>(command),
                false,
                Map.of(),
                "",
                "{}",
                Map.of(),
                filesDigest,
                metrics,
                Duration.ofSeconds(1),
                null,
                null,
                "loss");
    }

    /** A gang of workers with one CPU each. */
    public static GangRequest gang(int trial, int workers, WorkerTemplate template) {
        return new GangRequest(
                attempt(trial), workers, new Resources(1, 0, 0), PlacementWish.ANYWHERE, 50, true, template);
    }
}
