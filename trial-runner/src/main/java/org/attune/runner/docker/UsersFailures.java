package org.attune.runner.docker;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.attune.runner.worker.ContainerTemplate;

/**
 * Remembers for a while what of a study can not be got ready, however often it is tried: an image that does not build, data
 * whose preparation fails.
 */
final class UsersFailures {

    private static final Duration REMEMBERED = Duration.ofMinutes(10);
    private static final int MOST = 100;

    private record Failure(String why, long untilMillis) {}

    private final InstantSource clock;
    private final Map<String, Failure> failures = new LinkedHashMap<>();

    UsersFailures(InstantSource clock) {
        this.clock = clock;
    }

    private static String key(ContainerTemplate container) {
        ContainerTemplate.Prepared prepared = container.prepared();
        return container.image() + " " + (prepared == null ? "" : prepared.key());
    }

    synchronized void note(ContainerTemplate container, String why) {
        if (failures.size() >= MOST) {
            failures.remove(failures.keySet().iterator().next());
        }
        failures.put(key(container), new Failure(why, clock.millis() + REMEMBERED.toMillis()));
    }

    /** Why nothing of this kind can be started; empty when nothing is known against it. */
    synchronized String of(ContainerTemplate container) {
        Failure known = failures.get(key(container));
        if (known == null) {
            return "";
        }
        if (clock.millis() > known.untilMillis()) {
            failures.remove(key(container));
            return "";
        }
        return known.why();
    }
}
