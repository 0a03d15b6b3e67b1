package org.attune.tuner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SpecMistakesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x: {type: float, min: 0, max: 1, scale: log}            | 5:25 LOG_RANGE",
                "x: {type: float, min: 0.5, max: 2, scale: reverse-log}  | ",
                "x: {type: float, min: -1, max: 2, scale: reverse-log}   | 5:25 LOG_RANGE",
                "x: {type: float, min: 0, max: 1, step: 0.3}             | 5:42 STEP_MISFIT",
                "x: {type: float, min: 0, max: 0.5, step: 0.1}           | ",
                "x: {type: int, min: 1, max: 8, step: 2}                 | 5:40 STEP_MISFIT",
                "x: {type: int, min: 1, max: 8.5}                        | 5:31 WRONG_TYPE",
                "x: {type: float, min: 0, max: 1, default: 2}            | 5:45 DEFAULT_OUTSIDE",
                "x: {type: categorical, values: [a, b], default: c}      | 5:51 DEFAULT_OUTSIDE",
                "x: {type: float, min: .nan, max: .inf}                  | 5:25 NOT_FINITE; 5:36 NOT_FINITE",
                "x: {type: float, min: '0,1', max: 1}                    | 5:25 WRONG_TYPE",
                "x: {type: flaot, min: 0, max: 1}                        | 5:13 UNKNOWN_VALUE",
                "x: {min: 0, max: 1}                                     | 5:6 MISSING_KEY",
                "x: {type: float, max: 1}                                | 5:6 MISSING_KEY",
                "x: {type: float, mni: 0, max: 1}                        | 5:20 UNKNOWN_KEY",
                "x: {type: float, min: 0, max: 1, values: [1]}           | 5:36 UNKNOWN_KEY",
                "x: [1, 2]                                               | 5:6 WRONG_TYPE",
                "x: {type: ordinal, values: [1, 2, 2]}                   | 5:37 OUT_OF_RANGE",
                "x: {type: ordinal, values: [1, two]}                    | 5:34 WRONG_TYPE",
                "x: {type: categorical, values: [a, a]}                  | 5:38 DUPLICATE",
                "x: {type: categorical, values: []}                      | 5:34 WRONG_TYPE",
                "x: {type: categorical, values: [a, b], probabilities: [1]} | 5:57 PROBABILITIES",
                "2x: 1                                                   | 5:3 BAD_NAME",
                "workers: 1                                              | 5:3 RESERVED_NAME",
                "x: {type: bool, when: {x: true}}                        | 5:19 CONDITION_CYCLE",
                "x: {type: bool, when: {y: true}}                        | 5:26 UNKNOWN_NAME",
            })
    void one_mistake_in_a_parameter_is_one_message(String parameter, String expected) {
        assertThat(String.join("; ", Specs.places(Specs.withParameters(parameter))))
                .isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priority: 101                                | 8:11 OUT_OF_RANGE",
                "noise: medium                                | 8:8 UNKNOWN_VALUE",
                "earlyStopping: asah                          | 8:16 UNKNOWN_VALUE",
                "earlyStopping: {type: asha, etta: 3}         | 8:29 UNKNOWN_KEY",
                "earlyStopping: {type: asha, eta: 1}          | 8:34 OUT_OF_RANGE",
                "earlyStopping: {type: asha, axis: second}    | 8:35 UNKNOWN_VALUE",
                "earlyStopping: hyperband                     | 8:16 MISSING_KEY",
                "earlyStopping: {type: threshold, uper: 3}    | 8:34 UNKNOWN_KEY",
                "earlyStopping: {type: wilcoxen}              | 8:23 UNKNOWN_VALUE",
                "earlyStopping: {type: wilcoxon, pThreshold: 2} | 8:45 OUT_OF_RANGE",
                "earlyStopping: {type: curve, experimental: true} | 8:16 MISSING_KEY",
                "strategy: {type: grid, counts: {lr: 0}}      | 8:37 OUT_OF_RANGE",
                "strategy: {type: grid, counts: {nope: 3}}    | 8:33 UNKNOWN_VALUE",
                "strategy: {type: tpe, prior: {nope: 3}}      | 8:31 UNKNOWN_VALUE",
                "strategy: {type: bayes, prior: {lr: 1.0e+9}} | 8:37 UNKNOWN_VALUE",
                "strategy: {type: grid, prior: {lr: 0.1}}     | 8:24 UNKNOWN_KEY",
                "strategy: {seed: 3}                          | 8:11 MISSING_KEY",
                "constraints: ['lr < opt']                    | 8:21 EXPRESSION_TYPE",
                "constraints: ['lr + 1']                      | 8:16 EXPRESSION_TYPE",
                "constraints: [\"lr <\"]                      | 8:20 EXPRESSION",
                "constraints: ['opt = ''sgd''']               | 8:20 EXPRESSION",
                "derived: {lr: 'lr * 2'}                      | 8:11 DUPLICATE",
                "derived: {LR: 'lr * 2'}                      | 8:11 ENV_COLLISION",
                "derived: {two: 'lrs * 2'}                    | 8:17 UNKNOWN_NAME",
                "seedPoints: [{lr: 5}]                        | 8:19 OUT_OF_RANGE",
                "seedPoints: [{rl: 5}]                        | 8:15 UNKNOWN_NAME",
                "seedPoints: [3]                              | 8:14 WRONG_TYPE",
                "stopWhen: {duration: 5 minutes}              | 8:22 WRONG_TYPE",
                "metrics: {regex: [{name: a, pattern: '('}]}  | 8:40 PATTERN",
                "metrics: {regex: [{name: a, pattern: 'x'}]}  | 8:38 PATTERN",
                "metrics: {reduce: mean}                      | 8:19 CONFLICT",
                "objectives: [{metric: a, goal: minimize}]    | 8:13 CONFLICT",
                "export: {count: 2}                           | 8:9 MISSING_KEY",
                "gpus: 1                                      | 8:1 UNKNOWN_KEY",
                "warmStart: [A]                               | 8:12 BAD_NAME",
                "labels: {a: 1}                               | 8:13 WRONG_TYPE",
            })
    void one_mistake_at_the_top_is_one_message(String line, String expected) {
        assertThat(String.join("; ", Specs.places(Specs.with(line)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command: python train.py                        | 7:18 WRONG_TYPE",
                "command: []                                     | 7:18 WRONG_TYPE",
                "command: [a, '--lr=${lrr}']                     | 7:28 UNKNOWN_NAME",
                "command: [a, \"é${lrr}\"]                       | 7:24 UNKNOWN_NAME",
                "command: [a, '${lr']                            | 7:23 TEMPLATE",
                "command: [a, '$$5 ${lr} ${trial}']              | ",
                "command: [a], env: {RANK: '1'}                  | 7:29 RESERVED_NAME",
                "command: [a], env: {A-B: '1'}                   | 7:29 BAD_NAME",
                "command: [a], env: {A: 1}                       | 7:32 WRONG_TYPE",
                "command: [a], workers: 0                        | 7:32 OUT_OF_RANGE",
                "command: [a], workers: {min: 3, max: 2}         | 7:41 RANGE_EMPTY",
                "command: [a], resources: {memory: 16Gi}         | 7:43 WRONG_TYPE",
                "command: [a], resources: {gpus: 1, gpuShare: 0.5} | 7:54 CONFLICT",
                "command: [a], runtime: docker                   | 7:32 MISSING_KEY",
                "command: [a], runtime: process, image: b        | 7:32 CONFLICT",
                "command: [a], image: b, build: {context: .}     | 7:30 CONFLICT",
                "command: [a], timeout: 0s                       | 7:32 OUT_OF_RANGE",
                "command: [a], placement: {constraints: ['a b']} | 7:52 SELECTOR",
                "command: [a], checkpoints: best                 | 7:36 WRONG_TYPE",
                "command: [a], volumes: [{source: a, target: /b}] | 7:42 UNKNOWN_VALUE",
                "external: true, command: [a]                    | 7:34 CONFLICT",
                "external: perhaps                               | 7:19 UNKNOWN_VALUE; 7:8 MISSING_KEY",
                "workers: 2                                      | 7:8 MISSING_KEY",
            })
    void one_mistake_in_the_trial_is_one_message(String trial, String expected) {
        String places = Specs.places(Specs.withTrial(trial)).stream()
                .sorted((a, b) -> expected != null && expected.startsWith(a) ? -1 : 1)
                .reduce((a, b) -> a + "; " + b)
                .orElse("");
        assertThat(places).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxTrials: 10\n", "maxTrials: 10"})
    void a_study_without_an_end_is_told_so(String end) {
        assertThat(Specs.places(Specs.with("").replace(end, "strategy: random" + (end.endsWith("\n") ? "\n" : ""))))
                .containsExactly("1:1 NO_END");
        assertThat(Specs.places(Specs.with("").replace(end, "strategy: grid" + (end.endsWith("\n") ? "\n" : ""))))
                .isEmpty();
    }
}
