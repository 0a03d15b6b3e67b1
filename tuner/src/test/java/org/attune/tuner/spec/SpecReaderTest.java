package org.attune.tuner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.attune.search.strategy.Goal;
import org.attune.tuner.spec.ParameterSpec.Scale;
import org.attune.tuner.spec.TrialSpec.ArgsMode;
import org.attune.tuner.spec.TrialSpec.External;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SpecReaderTest {

    private static final String TEN_MISTAKES = """
            study: two words
            objective: {metric: loss, goal: minimal}
            parameters:
              lr:
                {type: float, min: 0.1, max: 0.001}
              optimzer: {type: categorical, values: [adam, sgd], probabilities: [0.7, 0.7]}
              depth: {type: int, min: 1, max: 8, sacle: log}
              warmup: {type: int, min: 1, max: 9, when: {optimizer: adam}}
            constraints: ["depth * lrr < 3"]
            maxTrials: many
            stopWhen: {duration: 12}
            trial: {comand: [python3, train.py]}
            """;

    @Test
    void ten_mistakes_give_ten_located_errors() {
        String text = SpecProblems.render(Specs.problems(TEN_MISTAKES), TEN_MISTAKES, false);
        assertThat(text).isEqualTo("""
                error: study.yaml has 10 problems

                  study.yaml:1:8    study: a study's name holds lower-case letters, digits and -, found "two words"  [BAD_NAME]
                     1 | study: two words
                       |        ^^^^^^^^^
                     help: did you mean "two-words"?

                  study.yaml:2:33   objective.goal: expected one of minimize, maximize, found text "minimal"  [UNKNOWN_VALUE]
                     2 | objective: {metric: loss, goal: minimal}
                       |                                 ^^^^^^^
                     help: did you mean "minimize"?

                  study.yaml:5:29   parameters.lr: max (0.001) must be greater than min (0.1)     [RANGE_EMPTY]
                     4 |   lr:
                     5 |     {type: float, min: 0.1, max: 0.001}
                       |                             ^^^^^^^^^^
                     help: swap them, or did you mean min: 0.001, max: 0.1?

                  study.yaml:6:69   parameters.optimzer.probabilities: the probabilities add up to 1.4, not to 1  [PROBABILITIES]
                     6 |   optimzer: {type: categorical, values: [adam, sgd], probabilities: [0.7, 0.7]}
                       |                                                                     ^^^^^^^^^^

                  study.yaml:7:38   parameters.depth: unknown key "sacle"                         [UNKNOWN_KEY]
                     7 |   depth: {type: int, min: 1, max: 8, sacle: log}
                       |                                      ^^^^^
                     help: did you mean "scale"?

                  study.yaml:8:46   parameters.warmup.when.optimizer: there is no parameter "optimizer"  [UNKNOWN_NAME]
                     8 |   warmup: {type: int, min: 1, max: 9, when: {optimizer: adam}}
                       |                                              ^^^^^^^^^
                     help: did you mean "optimzer"?

                  study.yaml:9:24   constraints[0]: there is no "lrr"                             [UNKNOWN_NAME]
                     9 | constraints: ["depth * lrr < 3"]
                       |                        ^^^
                     help: did you mean "lr"?

                  study.yaml:10:12  maxTrials: expected a whole number, found text "many"         [WRONG_TYPE]
                    10 | maxTrials: many
                       |            ^^^^

                  study.yaml:11:22  stopWhen.duration: expected a duration such as 30s, 2h or 1d12h, found the number 12  [WRONG_TYPE]
                    11 | stopWhen: {duration: 12}
                       |                      ^^
                     help: did you mean 12s?

                  study.yaml:12:9   trial: unknown key "comand"                                   [UNKNOWN_KEY]
                    12 | trial: {comand: [python3, train.py]}
                       |         ^^^^^^
                     help: did you mean "command"?
                """);
    }

    @Test
    void the_small_spec_is_all_that_is_needed() {
        StudySpec spec = Specs.valid(Specs.blocks(Specs.page("study-spec.md")).get(0));
        assertThat(spec.study()).isEqualTo("digits");
        assertThat(spec.objective().goal()).isEqualTo(Goal.MAXIMIZE);
        assertThat(spec.objective().take()).isEqualTo(ObjectiveSpec.Take.LAST);
        assertThat(spec.parameter("lr").orElseThrow())
                .isInstanceOfSatisfying(
                        ParameterSpec.FloatSpec.class,
                        p -> assertThat(p.scale()).isEqualTo(Scale.LOG));
        assertThat(spec.maxTrials()).hasValue(40);
        assertThat(spec.parallelism()).hasValue(2);
        assertThat(spec.maxFailedTrials()).hasValue(10);
        assertThat(spec.trial().args()).isEqualTo(ArgsMode.NONE);
        assertThat(spec.trial().files()).contains(".");
        assertThat(spec.trial().stopGrace()).hasSeconds(30);
        assertThat(spec.trial().retries()).isEqualTo(new TrialSpec.Retries(3, 0));
        assertThat(spec.trial().resources()).isEqualTo(ResourcesSpec.DEFAULT);
    }

    @Test
    void the_spec_of_everything_is_valid() {
        StudySpec spec = Specs.valid(Specs.everything());
        assertThat(spec.parameters()).hasSize(9);
        assertThat(spec.objective().take()).isEqualTo(ObjectiveSpec.Take.BEST);
        assertThat(spec.trial().runtime()).isEqualTo(TrialSpec.RuntimeKind.DOCKER);
        assertThat(spec.trial().files()).isEmpty();
        assertThat(spec.trial().resources().memoryBytes()).isEqualTo(16L << 30);
        assertThat(spec.stopWhen().duration())
                .hasValueSatisfying(d -> assertThat(d).hasHours(12));
    }

    @Test
    void an_external_study_needs_no_more_than_that() {
        String json = """
                {"objective": {"metric": "loss", "goal": "minimize"},
                 "parameters": {"x": {"type": "float", "min": -10, "max": 10}}, "trial": {"external": true}}""";
        SpecResult result = SpecReader.read(json, "body", new SpecReader.Options("quadratic", List.of()));
        assertThat(result).isInstanceOfSatisfying(SpecResult.Valid.class, v -> {
            assertThat(v.spec().study()).isEqualTo("quadratic");
            assertThat(v.spec().trial().external()).isEqualTo(External.YES);
            assertThat(v.spec().maxFailedTrials()).isEmpty();
        });
        assertThat(SpecReader.read(json, "body").all())
                .extracting(SpecProblem::code)
                .containsExactly("MISSING_KEY");
    }

    @Test
    void the_name_beside_the_text_may_repeat_it_but_not_contradict_it() {
        String text = Specs.with("");
        assertThat(SpecReader.read(text, "f", new SpecReader.Options("small", List.of())))
                .isInstanceOf(SpecResult.Valid.class);
        assertThat(SpecReader.read(text, "f", new SpecReader.Options("other", List.of()))
                        .all())
                .extracting(SpecProblem::code)
                .containsExactly("CONFLICT");
    }

    @Test
    void yaml_beyond_what_specs_use_is_refused_all_at_once() {
        String text = """
                study: &name small
                objective: {metric: loss, goal: minimize}
                objective: {metric: loss, goal: maximize}
                maxTrials: !!int 10
                parameters:
                  lr: {type: float, min: 0.1, max: 1}
                  <<: {a: 1}
                description: *name
                trial: {command: [train]}
                """;
        assertThat(Specs.places(text))
                .containsExactly(
                        "1:8 YAML_FEATURE",
                        "3:1 DUPLICATE_KEY",
                        "4:12 YAML_FEATURE",
                        "7:3 YAML_FEATURE",
                        "8:14 YAML_FEATURE");
    }

    @Test
    void a_syntax_error_is_one_problem_at_its_place() {
        assertThat(Specs.places("study: a\n\tobjective: b\n")).containsExactly("2:1 SYNTAX");
        assertThat(Specs.places("study: [a\nb: c")).hasSize(1);
        assertThat(Specs.places("a: b\u0007")).containsExactly("1:5 SYNTAX");
        assertThat(Specs.places("---\nstudy: a\n---\nstudy: b\n")).contains("3:1 YAML_FEATURE");
    }

    @Test
    void columns_count_characters() {
        String text = Specs.with("description: \"😀😀 ü\"\nlabels: {\"😀\": 1}");
        assertThat(Specs.places(text)).contains("9:15 WRONG_TYPE", "9:10 BAD_NAME");
        assertThat(Specs.places("\uFEFFstudy: Bad")).contains("1:8 BAD_NAME");
    }

    @Test
    void bombs_are_refused() {
        assertThat(Specs.places("a: ".repeat(1) + "[".repeat(2000))).containsExactly("1:67 TOO_DEEP");
        assertThat(Specs.places("a".repeat(300_000))).containsExactly("1:1 TOO_LARGE");
        assertThat(Specs.places("é".repeat(140_000))).containsExactly("1:1 TOO_LARGE");
        String aliases = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        assertThat(Specs.problems(aliases)).extracting(SpecProblem::code).contains("YAML_FEATURE");
    }

    @Test
    void a_leading_zero_is_a_warning() {
        String text = Specs.withTrial("command: [train], workers: 010");
        assertThat(Specs.valid(text).trial().workers()).isEqualTo(10);
        assertThat(SpecReader.read(text, "study.yaml").all()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("LEADING_ZERO");
            assertThat(p.severity()).isEqualTo(Severity.WARNING);
        });
    }

    @Test
    void overrides_are_read_as_yaml_and_checked_like_the_text() {
        List<SpecOverride> sets = List.of(
                SpecOverride.parse("trial.resources.gpus=2"),
                SpecOverride.parse("strategy.seed=7"),
                SpecOverride.parse("parameters.lr={type: float, min: 1, max: 2}"),
                SpecOverride.parse("parameters.opt.values.1=rmsprop"));
        SpecResult result = SpecReader.read(Specs.with("strategy: random"), "study.yaml", sets);
        assertThat(result).isInstanceOfSatisfying(SpecResult.Valid.class, v -> {
            assertThat(v.spec().trial().resources().gpus()).isEqualTo(2);
            assertThat(v.spec().strategy().seed()).hasValue(7);
            assertThat(v.spec().strategy().type()).isEqualTo("random");
            assertThat(Values.domain(v.spec().parameters().get(0))).isEqualTo("a number from 1 to 2");
            assertThat(Values.domain(v.spec().parameters().get(1))).contains("rmsprop");
        });
    }

    @Test
    void a_wrong_override_names_the_nearest_path() {
        List<SpecOverride> sets = List.of(
                SpecOverride.parse("trial.worker=2"),
                SpecOverride.parse("maxTrials=many"),
                SpecOverride.parse("study.x=1"),
                SpecOverride.parse("objective.goal=[min"));
        List<SpecProblem> problems =
                SpecReader.read(Specs.with(""), "study.yaml", sets).all();
        assertThat(problems)
                .extracting(SpecProblem::file)
                .containsExactlyInAnyOrder(
                        "--set trial.worker", "--set maxTrials", "--set study.x", "--set objective.goal");
        assertThat(problems.stream()
                        .filter(p -> p.file().equals("--set trial.worker"))
                        .findFirst())
                .hasValueSatisfying(p -> assertThat(p.suggestion())
                        .isEqualTo(new Suggestion("did you mean \"trial.workers\"?", "workers")));
    }

    @Test
    void problems_travel_as_json() {
        List<SpecProblem> problems = Specs.problems(TEN_MISTAKES);
        assertThat(SpecProblems.fromJson(SpecProblems.toJson(problems))).isEqualTo(problems);
    }
}
