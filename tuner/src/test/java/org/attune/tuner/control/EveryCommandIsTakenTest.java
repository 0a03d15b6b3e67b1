package org.attune.tuner.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** Java 17 does not check that some behaviour of an actor takes each message of its sealed protocol; this does. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class EveryCommandIsTakenTest {

    @Test
    void the_control_plane_takes_every_command() throws IOException {
        assertThat(notTaken(ControlPlane.Command.class, ControlPlane.class, ControlStart.class))
                .isEmpty();
    }

    @Test
    void a_study_takes_every_command() throws IOException {
        assertThat(notTaken(StudyActor.Command.class, StudyActor.class)).isEmpty();
    }

    private static List<String> notTaken(Class<?> protocol, Class<?>... behaviors) throws IOException {
        StringBuilder source = new StringBuilder();
        for (Class<?> each : behaviors) {
            source.append(
                    Files.readString(Path.of("src/main/java", each.getName().replace('.', '/') + ".java")));
        }
        List<String> missing = new ArrayList<>();
        for (Class<?> leaf : leaves(protocol)) {
            String name = leaf.getSimpleName();
            String taken = ".*onMessage(Equals)?\\((\\w+\\.)?" + name + "\\..*";
            if (!Pattern.compile(taken, Pattern.DOTALL).matcher(source).matches()) {
                missing.add(name);
            }
        }
        return missing;
    }

    private static List<Class<?>> leaves(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted == null) {
            return List.of(type);
        }
        List<Class<?>> all = new ArrayList<>();
        for (Class<?> sub : permitted) {
            all.addAll(leaves(sub));
        }
        return all;
    }
}
