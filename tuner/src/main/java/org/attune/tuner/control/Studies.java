package org.attune.tuner.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.attune.cluster.gang.Capacity;
import org.attune.runner.worker.MetricPoint;
import org.attune.tuner.spec.SpecProblem;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/**
 * All that can be done with studies: the one door for REST, and so for CLI and dashboard. Every stage completes within
 * its deadline (10 s, for suggest its wait and 10 s) and only after the effect is durable.
 */
public interface Studies {

    /** Accepts a study, or says all that is wrong with it. */
    CompletionStage<Answer<Created>> create(NewStudy study);

    /** What {@link #create} would answer, without doing it, and what the study would then do. */
    CompletionStage<Checked> check(Check check);

    /**
     * Changes the spec of a living study. What runs goes on. Whoever else changed it since it was read is told by
     * ETAG_MISMATCH.
     *
     * @param asKnown whether the study is still as the caller knows it; asked after the spec was read that is changed, on
     *     a thread that may wait
     */
    CompletionStage<Answer<String>> change(String study, ObjectNode patch, BooleanSupplier asKnown);

    /** Adds a trial: a point to try, or one whose result is known. The answer is its number. */
    CompletionStage<Answer<Integer>> add(String study, Added trial);

    /** Moves a study: PAUSED, ACTIVE (resume), STOPPING (drain) or CANCELLED. Repeating is harmless. */
    CompletionStage<Answer<StudyState>> move(String study, StudyState to, String reason);

    /** Removes an ended study: its rows, logs, checkpoints and artifacts. A large one takes minutes; its deadline is an hour. */
    CompletionStage<Answer<String>> delete(String study);

    /** Gives trials of an external study to a client (ask). */
    CompletionStage<Answer<Suggested>> suggest(String study, Suggest request);

    /** Takes points of a running trial and says whether it should stop. */
    CompletionStage<Answer<Reported>> report(String study, int trial, Report report);

    /** Ends an external trial with its result (tell). */
    CompletionStage<Answer<Completed>> complete(String study, int trial, Complete result);

    /** Stops one trial (its partial result counts) or cancels it. */
    CompletionStage<Answer<Integer>> endTrial(String study, int trial, boolean cancel, String reason);

    /** How long studies have waited for proposals since the start. */
    default ProposalTimes proposalTimes() {
        return new ProposalTimes();
    }

    /** Nodes, queue and running gangs. */
    CompletionStage<Capacity> capacity();

    /**
     * Says that a node takes nothing new. What runs there may end by itself. The answer is the node's name.
     *
     * @param patience after so long, what still runs there is taken away and placed elsewhere, uncharged; null for never
     */
    CompletionStage<Answer<String>> drain(String node, String reason, @Nullable Duration patience);

    /** Puts a node into service again. */
    CompletionStage<Answer<String>> undrain(String node);

    /**
     * A study to create.
     *
     * @param specText YAML or JSON, as submitted
     * @param fileName for the places of problems
     * @param studyId stands for a missing {@code study}; null for none
     * @param filesDigest SHA-256 (hex) of an uploaded pack of files; null for none
     * @param contexts SHA-256 (hex) of uploaded build contexts, by the place in the spec that they belong to, such as {@code
     *     trial.build}
     * @param requestId the same id again gives the same answer; null for none
     * @param startPaused whether it waits for a resume
     * @param owner who submits it, by the name of the token; empty for nobody
     */
    record NewStudy(
            String specText,
            String fileName,
            @Nullable String studyId,
            @Nullable String filesDigest,
            Map<String, String> contexts,
            @Nullable String requestId,
            boolean startPaused,
            String owner) {

        /** Copies the map. */
        public NewStudy {
            contexts = Map.copyOf(contexts);
        }
    }

    /**
     * A spec to check.
     *
     * @param cluster whether to ask the nodes too: does it fit?
     * @param samples how many points to sample, up to {@link StudyPlan#SAMPLES_MAX}
     * @param seed of the samples; empty for the spec's own
     */
    record Check(
            String specText,
            String fileName,
            @Nullable String studyId,
            boolean cluster,
            int samples,
            OptionalLong seed) {}

    /**
     * What was found.
     *
     * @param plan null when there is an error
     */
    record Checked(List<SpecProblem> problems, @Nullable StudyPlan plan) {
        public Checked {
            problems = List.copyOf(problems);
        }
    }

    /**
     * A trial to add.
     *
     * @param metrics its result; empty to have it run
     * @param origin for people: "added by hand"
     */
    record Added(
            Map<String, Object> parameters,
            Map<String, Double> metrics,
            String origin,
            @Nullable String requestId) {}

    /** Name and uid of an accepted study. */
    record Created(String name, String uid) {}

    /**
     * A client asks for trials.
     *
     * @param count 1 to 100
     * @param clientId the same id gets its still-leased trials back; empty for none
     * @param lease how long each trial is the client's without a report
     * @param patience how long to wait for a trial when there is none now; up to 60 s
     */
    record Suggest(
            int count,
            String clientId,
            Duration lease,
            Duration patience,
            @Nullable String requestId) {}

    /**
     * Trials for a client.
     *
     * @param trials numbers, perhaps none
     * @param state of the study; with no trials and an ended state the client is done
     * @param commit which gave them; null when they were given before
     */
    record Suggested(
            List<Integer> trials,
            StudyState state,
            @Nullable Commit commit) {
        public Suggested {
            trials = List.copyOf(trials);
        }
    }

    /**
     * A trial that has its result.
     *
     * @param commit null when it had it before
     */
    record Completed(int trial, @Nullable Commit commit) {}

    /**
     * Points of one trial.
     *
     * @param points 1 to 1,000
     * @param lease a new length of the lease; null leaves it
     */
    record Report(List<MetricPoint> points, @Nullable Duration lease) {}

    /**
     * The answer to a report.
     *
     * @param shouldStop sticky: once true, always true
     * @param stopReason empty when it should go on
     */
    record Reported(boolean shouldStop, String stopReason, int accepted, long leaseUntilMillis) {}

    /**
     * The end of an external trial.
     *
     * @param metrics final values; empty to use the reported ones
     * @param state SUCCEEDED, FAILED, PRUNED or INFEASIBLE
     */
    record Complete(Map<String, Double> metrics, TrialState state, String reason) {}
}
