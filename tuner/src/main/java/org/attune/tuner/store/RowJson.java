package org.attune.tuner.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.GangOutcome;
import org.attune.tuner.spec.NormalisedSpec;
import org.attune.tuner.spec.StudySpec;
import org.attune.tuner.study.EarlierTrial;
import org.jspecify.annotations.Nullable;

/**
 * The JSON texts inside rows. Whole numbers come back as {@code Long}, others as {@code Double}; non-finite metric
 * values are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}. What is written here stays
 * readable: a renamed record component would need a migration, and a test pins the texts.
 */
final class RowJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final TypeReference<LinkedHashMap<String, Object>> ASSIGNMENT = new TypeReference<>() {};
    private static final TypeReference<LinkedHashMap<String, Double>> METRICS = new TypeReference<>() {};

    private static final TypeReference<List<EarlierTrial>> EARLIER = new TypeReference<>() {};

    private RowJson() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot be stored as JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String write(StudySpec spec) {
        return write(NormalisedSpec.toJson(spec));
    }

    static StudySpec spec(String text) {
        try {
            return NormalisedSpec.fromJson(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw damaged("study_spec.spec", e);
        }
    }

    static Map<String, Object> parameters(String text) {
        try {
            return MAPPER.readValue(text, ASSIGNMENT);
        } catch (JsonProcessingException e) {
            throw damaged("trial.parameters", e);
        }
    }

    static Map<String, Double> metrics(String text) {
        try {
            return MAPPER.readValue(text, METRICS);
        } catch (JsonProcessingException e) {
            throw damaged("trial.metrics", e);
        }
    }

    static List<EarlierTrial> earlier(@Nullable String text) {
        try {
            return text == null ? List.of() : MAPPER.readValue(text, EARLIER);
        } catch (JsonProcessingException e) {
            throw damaged("study_spec.earlier", e);
        }
    }

    static @Nullable ClaimedGang claim(@Nullable String text) {
        try {
            return text == null ? null : MAPPER.readValue(text, ClaimedGang.class);
        } catch (JsonProcessingException e) {
            throw damaged("attempt.claim", e);
        }
    }

    static @Nullable GangOutcome outcome(@Nullable String text) {
        try {
            return text == null ? null : MAPPER.readValue(text, GangOutcome.class);
        } catch (JsonProcessingException e) {
            throw damaged("attempt.outcome", e);
        }
    }

    private static IllegalStateException damaged(String column, JsonProcessingException e) {
        return new IllegalStateException(
                "the store holds a value of " + column + " that cannot be read: " + e.getOriginalMessage(), e);
    }
}
