package org.attune.tuner.store.view;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.attune.tuner.study.StudyState;
import org.jspecify.annotations.Nullable;

/**
 * A study as it is shown.
 *
 * @param name {@code studies/ID}
 * @param studyId its name for people
 * @param uid its name in paths
 * @param reason why it is in this state; empty for none
 * @param trials counts by state
 * @param maxTrials null when something else ends it
 * @param parallelism null for {@code auto}
 * @param best null while no trial has ended well
 * @param owner who submitted it, by the name of the token; empty when nobody is known
 * @param etag {@code generation.seq}; changes with every change of the study or its trials
 * @param spec normalised; only in the full view
 */
public record StudyView(
        String name,
        String studyId,
        String uid,
        StudyState state,
        String reason,
        String description,
        Map<String, String> labels,
        List<ObjectiveView> objectives,
        Counts trials,
        @Nullable Integer maxTrials,
        @Nullable Integer parallelism,
        @Nullable BestView best,
        Instant createTime,
        @Nullable Instant endTime,
        String owner,
        String etag,
        @Nullable JsonNode spec) {}
