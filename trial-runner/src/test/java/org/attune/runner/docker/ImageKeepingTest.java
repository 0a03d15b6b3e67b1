package org.attune.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.attune.runner.docker.ImageKeeping.Built;
import org.attune.runner.docker.ImageKeeping.Room;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ImageKeepingTest {

    private static final long HOUR = 3_600_000;
    private static final long NOW = 100 * HOUR;

    private static Built image(String name, long gigabytes, long usedHoursAgo, boolean inUse) {
        return new Built(List.of(name), gigabytes << 30, NOW - usedHoursAgo * HOUR, inUse);
    }

    private static Room room(long freeGigabytes) {
        return new Room(Path.of("/var/lib/docker"), freeGigabytes << 30, 100L << 30);
    }

    @Test
    void the_least_recently_used_go_until_there_is_room_and_none_that_is_in_use() {
        Built old = image("old", 8, 90, false);
        Built taken = image("taken", 20, 80, true);
        Built middle = image("middle", 8, 50, false);
        Built recent = image("recent", 8, 2, false);
        Built fresh = image("fresh", 8, 0, false);
        List<Built> all = List.of(fresh, recent, taken, middle, old);
        assertThat(ImageKeeping.choose(all, room(10), NOW)).containsExactly(old, middle);
        assertThat(ImageKeeping.choose(all, room(1), NOW)).containsExactly(old, middle, recent);
        assertThat(ImageKeeping.choose(all, room(26), NOW)).isEmpty();
    }

    @Test
    void a_disk_is_full_below_a_gigabyte_or_a_fiftieth_whichever_is_less() {
        assertThat(ImageKeeping.isFull(room(2))).isFalse();
        assertThat(ImageKeeping.isFull(new Room(Path.of("/"), 1L << 29, 100L << 30)))
                .isTrue();
        assertThat(ImageKeeping.isFull(new Room(Path.of("/"), 1L << 29, 10L << 30)))
                .isFalse();
    }
}
