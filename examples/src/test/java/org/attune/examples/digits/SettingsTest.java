package org.attune.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SettingsTest {
    @Test
    void flags_are_read_as_attune_writes_them() {
        Settings settings = Settings.parse(
                "--optimizer=sgd", "--lr=1.0E-4", "--momentum=0.95", "--batch=128", "--dropout=0.30000000000000004");
        assertThat(settings.lr()).isEqualTo(1e-4);
        assertThat(settings.momentum()).isEqualTo(0.95);
        assertThat(settings.batch()).isEqualTo(128);
        assertThat(settings.dropout()).isEqualTo(0.3, org.assertj.core.api.Assertions.within(1e-9));
        assertThat(settings.epochs()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--lr=fast               | --lr is 'fast', expected a number above 0 and at most 1000.0",
                "--lr=0                  | --lr is '0', expected a number above 0 and at most 1000.0",
                "--lr=NaN                | --lr is 'NaN', expected a number above 0 and at most 1000.0",
                "--dropout=1             | --dropout is '1', expected a number from 0.0 to 0.9999999999999999",
                "--batch=1.5             | --batch is '1.5', expected a whole number from 1 to 1000000",
                "--layers=0              | --layers is '0', expected a whole number from 1 to 16",
                "--optimizer=lion        | --optimizer is 'lion', expected sgd or adam",
                "--momentun=0.9          | unknown flag --momentun; known: --lr",
                "-lr=1                   | '-lr=1' is not of the form --name=value",
                "--lr                    | '--lr' is not of the form --name=value",
                "--lr=1 --lr=1           | --lr is given twice",
                "--optimizer=adam --momentum=0.9 | --momentum has a meaning with --optimizer=sgd only",
            })
    void mistakes_are_named(String flags, String message) {
        assertThatThrownBy(() -> Settings.parse(flags.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void without_a_gang_the_worker_is_alone() {
        assertThat(Gang.from(Map.of())).isEqualTo(Gang.alone());
        assertThat(Gang.from(Map.of("WORLD_SIZE", "1"))).isEqualTo(Gang.alone());
        assertThat(Gang.from(Map.of("WORLD_SIZE", "2", "RANK", "1", "MASTER_ADDR", "n", "MASTER_PORT", "7")))
                .isEqualTo(new Gang(1, 2, "n", 7));
    }

    @Test
    void a_gang_that_is_half_described_is_refused() {
        assertThatThrownBy(() -> Gang.from(Map.of("WORLD_SIZE", "2", "RANK", "2")))
                .hasMessage("RANK is '2', expected a whole number from 0 to 1");
        assertThatThrownBy(() -> Gang.from(Map.of("WORLD_SIZE", "2", "RANK", "0")))
                .hasMessage("MASTER_ADDR is not set, and WORLD_SIZE is 2");
        assertThatThrownBy(() -> Gang.from(Map.of("WORLD_SIZE", "many")))
                .hasMessage("WORLD_SIZE is 'many', expected a whole number from 1 to 64");
    }

    @Test
    void the_data_has_the_size_its_page_says() throws Exception {
        Digits digits = Digits.read(PerceptronTest.DATA);
        assertThat(digits.size()).isEqualTo(1797);
        assertThat(digits.training().size()).isEqualTo(1438);
        assertThat(digits.validation().size()).isEqualTo(359);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1,2,x | line 1 column 3", "1,99,3 | line 1 column 2", "'' | has 0 whole lines"})
    void data_of_another_form_is_refused_with_its_place(String text, String place, @TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("other.csv.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((text.isEmpty() ? "" : text + "\n").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        assertThatThrownBy(() -> Digits.read(file))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(place);
    }
}
