package org.attune.tuner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SchemaAndPageTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TEXT = schemaText();
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(TEXT);

    private static String schemaText() {
        try (InputStream in = SpecReader.class.getResourceAsStream("study.schema.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static List<String> examples() {
        List<String> all = new ArrayList<>(Specs.blocks(Specs.page("study-spec.md")));
        all.addAll(Specs.runnable());
        return all;
    }

    private static List<Error> errors(StudySpec spec) {
        return SCHEMA.validate(NormalisedSpec.toJson(spec).toString(), InputFormat.JSON);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void the_schema_and_the_reader_know_the_same_keys(Shape shape) {
        JsonNode root = json(TEXT);
        JsonNode properties = (shape == Shape.STUDY ? root : root.path("$defs").path(shape.name())).path("properties");
        List<String> keys = new ArrayList<>();
        properties.fieldNames().forEachRemaining(keys::add);
        assertThat(keys).containsExactlyElementsOf(shape.keys());
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_is_read_and_fits_the_schema(String example) {
        StudySpec spec = Specs.valid(example);
        assertThat(SCHEMA.validate(example, InputFormat.YAML)).isEmpty();
        assertThat(errors(spec)).isEmpty();
    }

    @Test
    void the_example_of_everything_has_every_key() {
        for (Shape shape : Shape.values()) {
            for (String key : shape.keys()) {
                boolean elsewhere = List.of("objectives", "roles", "gpuShare", "image", "digest")
                        .contains(key);
                assertThat(elsewhere
                                || Pattern.compile("\\b" + key + ":")
                                        .matcher(Specs.everything())
                                        .find())
                        .as(shape + "." + key)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "maxTrials: many",
                "noise: medium",
                "strategy: {seed: 1}",
                "nope: 1",
                "parallelism: all",
                "stopWhen: {duration: 5 minutes}",
                "earlyStopping: [asha]",
                "labels: {a: 1}",
                "metrics: {collect: some}",
                "seedPoints: [3]",
            })
    void the_schema_and_the_reader_refuse_the_same(String line) {
        String text = Specs.with(line).replace(line.startsWith("maxTrials") ? "maxTrials: 10\n" : "\0", "");
        assertThat(Specs.problems(text)).isNotEmpty();
        assertThat(SCHEMA.validate(text, InputFormat.YAML)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: {type: float, min: 0}",
                "x: {type: flaot, min: 0, max: 1}",
                "x: {type: int, min: 0, max: 1, sacle: log}",
                "x: {type: categorical}",
                "x: [1]",
                "x: {type: bool, when: {y: {}}}",
            })
    void one_wrong_parameter_is_wrong_for_both_and_few_words_in_the_schema(String parameter) {
        String text = Specs.withParameters(parameter);
        assertThat(Specs.problems(text)).isNotEmpty();
        assertThat(SCHEMA.validate(text, InputFormat.YAML)).hasSizeBetween(1, 2);
    }

    @Test
    void the_page_documents_every_code_as_it_is() {
        String page = Specs.page("study-spec.md");
        for (SpecCode code : SpecCode.values()) {
            String row =
                    "| `" + code + "` | " + code.cause() + " | " + code.fix().replace("|", "\\|") + " |";
            assertThat(page).contains(row);
        }
        long rows =
                page.lines().filter(l -> l.matches("\\| `[A-Z_0-9]+` \\|.*")).count();
        assertThat(rows).isEqualTo(SpecCode.values().length);
    }

    @Test
    void the_page_documents_every_key() {
        String page = Specs.page("study-spec.md");
        for (Shape shape : Shape.values()) {
            for (String key : shape.keys()) {
                assertThat(page).as(shape + "." + key).contains("| `" + key + "` |");
            }
        }
    }

    @Test
    void the_page_and_the_schema_name_the_choices_of_the_code() {
        List<Class<? extends Enum<?>>> choices = List.of(
                ParameterSpec.Scale.class,
                ObjectiveSpec.Take.class,
                StudySpec.Noise.class,
                StudySpec.FailureLearning.class,
                TrialSpec.CheckpointKeep.class,
                PlacementSpec.Level.class,
                PlacementSpec.Mode.class,
                MetricsSpec.Reduce.class);
        String compact = TEXT.replaceAll("\\s+", "").toLowerCase(Locale.ROOT);
        for (Class<? extends Enum<?>> choice : choices) {
            String names = String.join(
                    "\",\"",
                    Arrays.stream(choice.getEnumConstants())
                            .map(Section::specName)
                            .toList());
            assertThat(compact).as(choice.getSimpleName()).contains("[\"" + names + "\"]");
        }
        for (String type : SearchOptions.strategies()) {
            assertThat(compact).contains("\"" + type + "\"");
        }
    }
}
