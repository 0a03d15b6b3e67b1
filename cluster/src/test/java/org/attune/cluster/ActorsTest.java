package org.attune.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.attune.cluster.agent.NodeAgent;
import org.attune.cluster.wire.ToAgent;
import org.attune.cluster.wire.ToScheduler;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A sealed command does not make a receive builder complete; this does: every leaf is named in its actor's receive. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class ActorsTest {

    @ParameterizedTest
    @CsvSource({
        "schedule/Scheduler,org.attune.cluster.schedule.Scheduler$Local",
        "agent/NodeAgent,org.attune.cluster.agent.NodeAgent$Local",
        "agent/WorkerSupervisor,org.attune.cluster.agent.WorkerSupervisor$Command"
    })
    void every_command_is_received(String source, String commands) throws Exception {
        List<Class<?>> leaves = new ArrayList<>();
        collect(Class.forName(commands), leaves);
        if (source.endsWith("Scheduler")) {
            collect(ToScheduler.class, leaves);
        }
        if (source.endsWith("NodeAgent")) {
            collect(ToAgent.class, leaves);
            leaves.add(NodeAgent.Drain.class);
        }
        String receive = receiveOf(source);

        assertThat(leaves).hasSizeGreaterThan(5);
        for (Class<?> leaf : leaves) {
            boolean isWire = leaf.getEnclosingClass() == ToAgent.class || leaf.getEnclosingClass() == ToScheduler.class;
            String name = isWire
                    ? leaf.getEnclosingClass().getSimpleName() + "." + leaf.getSimpleName()
                    : leaf.getSimpleName();
            String asMessage = ".onMessage(" + name + ".class";
            String asConstant = ".onMessageEquals(" + name + ".INSTANCE";
            assertThat(receive.contains(asMessage) || receive.contains(asConstant))
                    .as(String.format(Locale.ROOT, "%s is received in %s", name, source))
                    .isTrue();
        }
    }

    private static void collect(Class<?> type, List<Class<?>> leaves) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted == null) {
            leaves.add(type);
            return;
        }
        for (Class<?> each : permitted) {
            collect(each, leaves);
        }
    }

    private static String receiveOf(String source) throws IOException {
        String text = Files.readString(Path.of("src/main/java/org/attune/cluster/" + source + ".java"));
        int begin = text.indexOf("newReceiveBuilder()");
        return text.substring(begin, text.indexOf(".build();", begin)).replaceAll("\\s+", "");
    }
}
