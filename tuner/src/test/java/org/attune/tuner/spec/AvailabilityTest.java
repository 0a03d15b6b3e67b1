package org.attune.tuner.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.attune.cluster.placement.LabelSelector;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class AvailabilityTest {

    private static List<SpecProblem> refused(String text) {
        return Availability.check(Specs.valid(text), SpecPositions.of(text, "study.yaml", SpecReader.Options.NONE));
    }

    @Test
    void a_plain_study_is_available() {
        assertThat(refused(Specs.with("strategy: random\nearlyStopping: {type: asha, eta: 4}")))
                .isEmpty();
        assertThat(refused(Specs.with("earlyStopping: {type: hyperband, max: 9, mode: promote, axis: seconds}")))
                .isEmpty();
        assertThat(refused(Specs.withTrial("external: true"))).isEmpty();
        assertThat(
                        refused(
                                Specs.withTrial(
                                        "command: [a], workers: 2, resources: {gpus: 1, memory: 1GiB}, placement: {constraints: [a = b], maxWorkersPerNode: 1}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "strategy: evolution                     | 8:11 #/strategy/type",
                "strategy: {type: evolution, size: 2}    | 8:18 #/strategy/type",
                "stopWhen: {deviceHours: 3}              | 8:25 #/stopWhen/deviceHours",
                "export: {command: [a]}                  | 8:9 #/export",
                "metrics: {mlflow: true}                 | 8:19 #/metrics/mlflow",
            })
    void what_cannot_be_executed_yet_is_refused_at_its_place(String line, String expected) {
        assertThat(refused(Specs.with(line))).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo("NOT_AVAILABLE");
            assertThat(p.line() + ":" + p.column() + " " + p.pointer()).isEqualTo(expected);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "runner: slurm",
                "secrets: [{name: a, file: /b}]",
                "workers: {min: 1, max: 2}",
                "roles: {a: {}}",
                "volumes: [{source: /a, target: /b}]",
                "prepare: {command: [a], target: /b}",
                "network: none",
                "resources: {shm: 1GiB}",
                "placement: {spread: true}",
                "placement: {pools: [a]}",
                "placement: {topology: {level: node}}",
            })
    void so_is_what_a_trial_cannot_have_yet(String part) {
        assertThat(refused(Specs.withTrial("command: [a], " + part)))
                .singleElement()
                .satisfies(p -> {
                    assertThat(p.code()).isEqualTo("NOT_AVAILABLE");
                    assertThat(p.line()).isEqualTo(7);
                    assertThat(p.column()).isGreaterThan(22);
                });
    }

    @Test
    void everything_is_refused_once_each() {
        assertThat(refused(Specs.everything()))
                .extracting(SpecProblem::pointer)
                .doesNotHaveDuplicates()
                .contains("#/export", "#/metrics/ranks", "#/trial/placement/topology")
                .doesNotContain("#/trial/build", "#/trial/prepare", "#/trial/secrets", "#/trial/volumes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpu.model in (A100, H100)",
                "zone = eu-1",
                "host != gpu-7",
                "cpus > 8",
                "cpus < 1.5",
                "a notin (b)",
                "exists nvlink",
                "a b",
                "a == b",
                "a in ()",
                "a in (b,)",
                "a >",
                "cpus > many",
                "",
                "exists",
                "exists a b",
                "a >= 3",
                "= b",
                "a = b c",
            })
    void label_selectors_are_read_as_the_cluster_reads_them(String text) {
        boolean cluster;
        try {
            LabelSelector.parse(text);
            cluster = true;
        } catch (IllegalArgumentException e) {
            cluster = false;
        }
        assertThat(SelectorSyntax.check(text) == null).as(text).isEqualTo(cluster);
    }
}
