package org.attune.examples.digits;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TrainingTest {
    private record Outcome(List<String> lines, double[][] parameters) {}

    private static List<Outcome> train(int world, @Nullable Path checkpoints, @Nullable Path artifacts, String... flags)
            throws Exception {
        Settings settings = Settings.parse(flags);
        Digits digits = Digits.read(PerceptronTest.DATA);
        return LocalGang.run(world, (gang, ring) -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Training training = new Training(settings, gang, ring, digits);
            // as on different machines: only rank 0 finds the checkpoint
            Path folder = gang.rank() == 0 ? checkpoints : null;
            training.run(folder, artifacts, new PrintStream(out, true, UTF_8));
            return new Outcome(
                    out.toString(UTF_8).lines().toList(),
                    PerceptronTest.copy(training.model().parameters()));
        });
    }

    private static double accuracy(String line) {
        return Double.parseDouble(line.replaceAll(".* val_accuracy=(\\S+).*", "$1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--lr=0.1 --momentum=0.9 --hidden=96 --epochs=27", "--optimizer=adam --hidden=96 --epochs=27"})
    void accuracy_passes_96_percent(String flags) throws Exception {
        List<Outcome> gang = train(2, null, null, flags.split(" "));
        List<String> lines = gang.get(0).lines();
        assertThat(lines).hasSize(27);
        assertThat(accuracy(lines.get(26))).as(lines.get(26)).isGreaterThan(0.96);
        assertThat(gang.get(1).lines()).as("only rank 0 prints").isEmpty();
    }

    @Test
    void each_epoch_is_one_line_of_names_and_values() throws Exception {
        List<String> lines = train(2, null, null, "--epochs=3").get(0).lines();
        for (int epoch = 1; epoch <= 3; epoch++) {
            assertThat(lines.get(epoch - 1))
                    .matches("epoch=" + epoch
                            + " val_accuracy=0\\.\\d{6} val_loss=\\d+\\.\\d{6} train_loss=\\d+\\.\\d{6}");
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 4"})
    void whole_trainings_agree_between_gang_sizes(int small, int large) throws Exception {
        String[] flags = {"--epochs=3", "--batch=30", "--dropout=0.2", "--lr=0.05"};
        List<String> few = train(small, null, null, flags).get(0).lines();
        List<String> many = train(large, null, null, flags).get(0).lines();
        assertThat(many).isEqualTo(few);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adam"})
    void a_resumed_training_ends_in_the_very_bits_of_an_uninterrupted_one(String optimizer, @TempDir Path folder)
            throws Exception {
        String[] part = {"--optimizer=" + optimizer, "--lr=0.01", "--dropout=0.1", "--hidden=20", "--epochs=2"};
        String[] whole = part.clone();
        whole[4] = "--epochs=5";
        Outcome straight = train(2, null, null, whole).get(0);
        train(2, folder, null, part);
        List<Outcome> resumed = train(2, folder, null, whole);
        assertThat(resumed.get(0).lines()).isEqualTo(straight.lines().subList(2, 5));
        for (Outcome outcome : resumed) {
            assertThat(outcome.parameters()).isDeepEqualTo(straight.parameters());
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void a_finished_training_that_starts_again_reports_its_last_epoch(@TempDir Path folder) throws Exception {
        List<String> before = train(1, folder, null, "--epochs=2").get(0).lines();
        List<String> after = train(1, folder, null, "--epochs=2").get(0).lines();
        assertThat(after).hasSize(1);
        assertThat(before.get(1)).startsWith(after.get(0) + " train_loss=");
    }

    @Test
    void a_checkpoint_of_other_flags_is_refused(@TempDir Path folder) throws Exception {
        train(1, folder, null, "--epochs=1", "--lr=0.1");
        assertThatThrownBy(() -> train(1, folder, null, "--epochs=1", "--lr=0.2"))
                .rootCause()
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("lr=0.1")
                .hasMessageContaining("lr=0.2");
    }

    @Test
    void a_damaged_checkpoint_counts_as_none(@TempDir Path folder) throws Exception {
        List<String> whole = train(1, folder, null, "--epochs=2").get(0).lines();
        Path file = folder.resolve("digits.checkpoint");
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, bytes.length / 2, bytes.length}) {
            byte[] damaged = java.util.Arrays.copyOf(bytes, length);
            if (length > 0) {
                damaged[length / 2] ^= 1;
            }
            Files.write(file, damaged);
            assertThat(train(1, folder, null, "--epochs=2").get(0).lines()).isEqualTo(whole);
        }
    }

    @Test
    void the_confusion_matrix_is_left_among_the_artifacts(@TempDir Path folder) throws Exception {
        train(2, null, folder, "--epochs=1");
        List<String> rows = Files.readAllLines(folder.resolve("confusion.csv"));
        assertThat(rows).hasSize(11);
        int total = 0;
        for (String row : rows.subList(1, 11)) {
            String[] cells = row.split(",");
            for (int i = 1; i < cells.length; i++) {
                total += Integer.parseInt(cells[i]);
            }
        }
        assertThat(total)
                .isEqualTo(Digits.read(PerceptronTest.DATA).validation().size());
    }

    @Test
    void numbers_are_written_as_metric_readers_expect_them() {
        assertThat(Training.text(0.9511)).isEqualTo("0.951100");
        assertThat(Training.text(-0.25)).isEqualTo("-0.250000");
        assertThat(Training.text(-1e-9)).isEqualTo("0.000000");
        assertThat(Training.text(12.0000005)).isEqualTo("12.000001");
        assertThat(Training.text(Double.NaN)).isEqualTo("NaN");
        assertThat(Training.text(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
        assertThat(Double.parseDouble(Training.text(3e12))).isEqualTo(3e12);
    }
}
