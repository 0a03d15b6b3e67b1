package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class DoctorCommandTest {

    @TempDir
    Path folder;

    @Test
    void it_has_a_finding_for_each_part_of_the_machine() throws IOException {
        Shown shown = Shown.run("doctor", "--data", folder.toString(), "-o", "json");
        JsonNode findings = new ObjectMapper().readTree(shown.out());
        assertThat(findings.findValuesAsText("what"))
                .contains("machine", "data", "processes", "containers", "devices", "server");
        // an engine or a device that does not answer is a fault of the machine at hand, and none of the command
        boolean faults = false;
        for (JsonNode finding : findings) {
            boolean problem = finding.path("verdict").asText().equals("PROBLEM");
            faults |= problem;
            assertThat(problem
                            && !List.of("containers", "devices")
                                    .contains(finding.path("what").asText()))
                    .as("%s", finding)
                    .isFalse();
        }
        assertThat(shown.code()).isEqualTo(faults ? 1 : 0);
    }

    @Test
    void for_people_it_says_what_to_do_about_it() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Shown shown = Shown.run("doctor", "--data", file + "/data");
        assertThat(shown.code()).isEqualTo(1);
        assertThat(shown.out()).contains(file + "/data cannot be written").contains("--data DIR");
    }
}
