package org.attune.tuner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** What is quoted here is read back by a real shell. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ShellTest {

    private static final String ALPHABET = "ab$`\"'\\!*?[]{}()<>|&;#~=% \t\n-_.,:@^äß…😀";

    private static List<String> words(long seed) {
        Random random = new Random(seed);
        List<String> words = new ArrayList<>(List.of("", " ", "'", "''", "$(id)", "-n", "a'b\"c", "--x=y z", "~", "*"));
        int[] alphabet = ALPHABET.codePoints().toArray();
        for (int i = 0; i < 300; i++) {
            StringBuilder word = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                word.appendCodePoint(alphabet[random.nextInt(alphabet.length)]);
            }
            words.add(word.toString());
        }
        return words;
    }

    private static String sh(String script) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("sh", "-c", script).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    @Test
    void a_shell_reads_every_quoted_word_back_unchanged() throws Exception {
        long seed = 20261124;
        List<String> words = words(seed);
        StringBuilder script = new StringBuilder("printf '%s\\0'");
        words.forEach(word -> script.append(' ').append(Shell.quote(word)));
        assertThat(sh(script.toString()).split("\0", -1))
                .as("seed %s", seed)
                .containsExactly((String.join("\0", words) + "\0").split("\0", -1));
    }

    @Test
    void variables_come_through_eval_and_cannot_take_over_the_shell() throws Exception {
        ObjectNode parameters = new ObjectMapper().createObjectNode();
        parameters
                .put("lr", 3.1e-4)
                .put("opt.name", "a'b $(echo x)")
                .put("path", "/data")
                .put("nesterov", true);
        String env = ParameterForms.write("env", parameters);
        assertThat(env).isEqualTo("LR=3.1E-4\nOPT_NAME='a'\\''b $(echo x)'\nHP_PATH=/data\nNESTEROV=true\n");
        assertThat(sh(env + "printf '%s|%s|%s' \"$LR\" \"$OPT_NAME\" \"$NESTEROV\"; ls / >/dev/null"))
                .isEqualTo("3.1E-4|a'b $(echo x)|true");
    }
}
