package org.attune.tuner.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class SpecPropertiesTest {

    private static final long SEED = 20_261_124L;
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        ",",
        "- ",
        "\n",
        "\n  ",
        "\t",
        "'",
        "\"",
        "|",
        ">",
        "&a ",
        "*a",
        "<<",
        "!",
        "#",
        "? ",
        "%",
        "@",
        "`",
        "study",
        "parameters",
        "trial",
        "lr",
        "type",
        "float",
        "min",
        "max",
        "when",
        "0",
        "1e9",
        "-1",
        ".nan",
        "012",
        "9223372036854775808",
        "${",
        "}",
        "\u0000",
        "\ud800",
        "😀",
        "\uFEFF",
        "---",
        "...",
        "null",
        "true",
        "2000-01-01",
        "0x7fffffffffffffffff",
        "1".repeat(500)
    };

    /** Whatever comes in, a result comes out, with sane places, and it can be drawn. */
    private static void assertTotal(String text, String origin) {
        assertThatCode(() -> {
                    SpecResult result = SpecReader.read(text, "soup");
                    if (result instanceof SpecResult.Valid valid) {
                        assertThat(NormalisedSpec.fromJson(NormalisedSpec.toJson(valid.spec())))
                                .isEqualTo(valid.spec());
                        SearchSpaces.of(valid.spec());
                    }
                    assertThat(result.all()).hasSizeLessThanOrEqualTo(Problems.MAX_PROBLEMS);
                    for (SpecProblem p : result.all()) {
                        assertThat(p.line()).isPositive();
                        assertThat(p.column()).isPositive();
                        assertThat(p.detail()).isNotBlank().doesNotContain("\n");
                        assertThat(SpecCode.valueOf(p.code()).name()).isEqualTo(p.code());
                    }
                    assertThat(SpecProblems.render(result.all(), text, true)).isNotNull();
                })
                .as(origin)
                .doesNotThrowAnyException();
    }

    @Test
    void any_soup_of_bytes_ends_in_a_result() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 1500; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertTotal(new String(bytes, StandardCharsets.UTF_8), "seed " + SEED + " bytes " + i);
            StringBuilder soup = new StringBuilder();
            for (int t = random.nextInt(40); t > 0; t--) {
                soup.append(TOKENS[random.nextInt(TOKENS.length)]);
            }
            assertTotal(soup.toString(), "seed " + SEED + " tokens " + i);
        }
    }

    @Test
    void any_damage_to_a_good_spec_ends_in_a_result() {
        SplittableRandom random = new SplittableRandom(SEED);
        String good = Specs.everything();
        for (int i = 0; i < 1500; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(12));
                String token = random.nextInt(3) == 0 ? "" : TOKENS[random.nextInt(TOKENS.length)];
                text.replace(at, to, token);
            }
            assertTotal(text.toString(), "seed " + SEED + " damage " + i);
        }
    }

    @Test
    void any_expression_ends_in_a_result() {
        SplittableRandom random = new SplittableRandom(SEED);
        String[] tokens = {
            "(", ")", "1", "x", "+", "-", "*", "/", "%", "<", "==", "and ", "or ", "not ", "in ", "if(", "min(", ",",
            "'a'", "`", ".", " ", "😀", "!"
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder soup = new StringBuilder();
            for (int t = random.nextInt(20); t > 0; t--) {
                soup.append(tokens[random.nextInt(tokens.length)]);
            }
            String text = soup.toString();
            assertThatCode(() -> {
                        Expression.Result result = Expression.parse(text);
                        if (result instanceof Expression.Result.Parsed parsed) {
                            parsed.expression().check(name -> Expression.Type.NUMBER, Expression.Type.BOOL);
                            assertThat(parsed.expression().evaluate(java.util.Map.of("x", 3L)))
                                    .isNotNull();
                        } else if (result instanceof Expression.Result.Failed failed) {
                            assertThat(failed.mistake().from()).isBetween(0, text.length());
                        }
                    })
                    .as("seed " + SEED + ": " + text)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void random_valid_specs_survive_their_normalised_form() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 400; i++) {
            String text = new RandomSpec(random).text();
            StudySpec spec = Specs.valid(text);
            String normalised = NormalisedSpec.toJson(spec).toString();
            assertThat(NormalisedSpec.fromJson(NormalisedSpec.toJson(spec)))
                    .as("seed %d, %d:\n%s", SEED, i, text)
                    .isEqualTo(spec);
            assertThat(Specs.valid(normalised))
                    .as("seed %d, %d:\n%s", SEED, i, text)
                    .isEqualTo(spec);
            assertThat(SearchSpaces.of(spec).parameters()).hasSameSizeAs(spec.parameters());
        }
    }

    @Test
    void a_thousand_parameters_are_read_quickly_and_one_more_is_refused() {
        StringBuilder parameters = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            parameters
                    .append("p")
                    .append(i)
                    .append(": {type: bool")
                    .append(i == 0 || i > 60 ? "" : ", when: {p" + (i - 1) + ": true}")
                    .append("}\n");
        }
        assertThat(Specs.valid(Specs.withParameters(parameters.toString())).parameters())
                .hasSize(1000);
        assertThat(Specs.problems(Specs.withParameters(parameters + "more: 1\n")))
                .extracting(SpecProblem::code)
                .containsExactly("LIMIT");
        String chain = parameters
                .toString()
                .replace("p65: {type: bool}", "p65: {type: bool, when: {p64: true}}")
                .replace("p64: {type: bool}", "p64: {type: bool, when: {p63: true}}")
                .replace("p63: {type: bool}", "p63: {type: bool, when: {p62: true}}")
                .replace("p62: {type: bool}", "p62: {type: bool, when: {p61: true}}")
                .replace("p61: {type: bool}", "p61: {type: bool, when: {p60: true}}");
        assertThat(Specs.problems(Specs.withParameters(chain)))
                .extracting(SpecProblem::code)
                .containsExactly("LIMIT");
    }

    @Test
    void quantities_survive_writing_and_reading() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 2000; i++) {
            Duration d =
                    Duration.ofMillis(random.nextLong(Quantities.MAX_DURATION.toMillis() + 1) >> random.nextInt(30));
            assertThat(Quantities.duration(Quantities.format(d)))
                    .as("seed %d: %s", SEED, d)
                    .contains(d);
            long size = random.nextLong(1L << 62) >> random.nextInt(60);
            assertThat(Quantities.size(Quantities.formatSize(size)))
                    .as("seed %d: %d", SEED, size)
                    .hasValue(size);
        }
        assertThat(Quantities.size("1.5GiB")).hasValue(3L << 29);
        assertThat(List.of("", "5", "1h1d", "-1s", "1.5h", "99999d"))
                .allMatch(t -> Quantities.duration(t).isEmpty());
    }

    /** Makes valid specs. */
    private static final class RandomSpec {
        private final SplittableRandom random;
        private final List<String> lines = new ArrayList<>();

        RandomSpec(SplittableRandom random) {
            this.random = random;
        }

        private boolean chance() {
            return random.nextBoolean();
        }

        private void maybe(String line) {
            if (chance()) {
                lines.add(line);
            }
        }

        String text() {
            lines.add("study: s" + random.nextInt(1000));
            lines.add("objective: {metric: m/x, goal: " + (chance() ? "minimize" : "maximize")
                    + (chance() ? ", target: " + random.nextDouble() : "") + "}");
            lines.add("maxTrials: " + (1 + random.nextInt(1000)));
            maybe("description: \"a \\\"b\\\" \\u00e9 \\n #\"");
            maybe("labels: {team: 'x: y', a/b: \"012\"}");
            maybe("priority: " + random.nextInt(101));
            maybe("parallelism: " + (chance() ? "auto" : 1 + random.nextInt(9)));
            maybe("maxFailedTrials: " + (chance() ? "none" : 1 + random.nextInt(9)));
            maybe("noise: high");
            maybe("strategy: {type: random, seed: " + random.nextLong() + (chance() ? ", repeats: true" : "") + "}");
            maybe("earlyStopping: {type: asha, eta: 4, mode: promote}");
            maybe("stopWhen: {duration: 1d3h, noProgressTrials: 4, deviceHours: 0.1}");
            maybe(
                    "metrics: {collect: [a, 'b/*'], ranks: all, reduce: max, regex: [{pattern: '(?<name>x)=(?<value>.*)'}]}");
            maybe("outcomeConstraints: ['`a/b` < 1']");
            maybe("export: {command: [a, 1.50, '${checkpoint}'], image: b, metrics: [c]}");
            lines.add("parameters:");
            int n = 1 + random.nextInt(8);
            for (int i = 0; i < n; i++) {
                lines.add("  p" + i + ": " + parameter(i));
            }
            lines.add("  k: "
                    + List.of("1", "1.5", "true", "text", "'1'", "-0.0", "1.0").get(random.nextInt(7)));
            maybe("derived: {d: p0 + 1, e: 'if(d > 1, d, workers)'}");
            maybe("constraints: ['p0 <= 1000 or p0 > 3']");
            maybe("seedPoints: [{}, {p0: 3}]");
            lines.add("trial:\n  " + trial());
            return String.join("\n", lines) + "\n";
        }

        private String parameter(int i) {
            double min = i == 0 ? 1 : random.nextDouble() + 1e-6;
            String when = i > 0 && chance() ? ", when: {p0: {min: 1, max: 2.5}}" : "";
            int kind = i == 0 ? random.nextInt(2) : random.nextInt(5);
            return switch (kind) {
                case 0 ->
                    "{type: float, min: " + min + ", max: " + (min + 2) + ", scale: " + (chance() ? "log" : "linear")
                            + (chance() ? ", default: " + (min + 1) : "") + when + "}";
                case 1 ->
                    "{type: int, min: 1, max: 9, step: " + (chance() ? 2 : 1) + ", scale: reverse-log" + when + "}";
                case 2 -> "{type: ordinal, values: [1, 2.5, 1e3], default: 2.5" + when + "}";
                case 3 ->
                    "{type: categorical, values: [a, '1', 1, 2.5, true], probabilities: [0.2, 0.2, 0.2, 0.2, 0.2], default: '1'"
                            + when + "}";
                default -> "{type: bool, default: false" + when + "}";
            };
        }

        private String trial() {
            List<String> parts = new ArrayList<>(List.of("command: [a, 5, '--x=${p0}', '$$']"));
            for (String part : List.of(
                    "external: allowed",
                    "env: {A: '${trial}'}",
                    "workdir: /w",
                    "args: auto",
                    "build: {context: x, args: {A: b}}",
                    "secrets: [{name: a, file: /b}]",
                    "files: none",
                    "placement: {constraints: [exists a], topology: {level: rack, mode: required}, spread: true, pools: [p], maxWorkersPerNode: 2}",
                    "volumes: [{source: /a, target: /b, readOnly: true}]",
                    "prepare: {command: [a], target: /b, build: {context: c, network: none}}",
                    "checkpoints: {keep: all}",
                    "timeout: 90m",
                    "stopGrace: 0s",
                    "freezeTimeout: 1500ms",
                    "retries: {user: 2}",
                    "onLost: wait",
                    "network: none")) {
                if (chance()) {
                    parts.add(part);
                }
            }
            if (chance()) {
                parts.add("roles: {ps: {workers: 2, resources: {cpus: 0.5}}, worker: {}}");
            } else {
                parts.add("workers: " + (chance() ? "3" : "{min: 1, max: 4}"));
                parts.add("resources: {cpus: 1.5, memory: 1.5GiB, shm: 100MB, gpuMemory: 7KB"
                        + (chance() ? ", gpus: 2}" : ", gpuShare: 0.25}"));
            }
            return String.join("\n  ", parts);
        }
    }
}
