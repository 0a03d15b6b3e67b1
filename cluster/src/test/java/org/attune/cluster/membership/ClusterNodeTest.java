package org.attune.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
final class ClusterNodeTest {

    private static void awaitUp(ClusterNode node) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> Cluster.get(node.system()).selfMember().status().equals(MemberStatus.up()));
    }

    @Test
    void a_node_alone_is_up_at_once_and_others_join_it_by_its_address() {
        long begun = System.nanoTime();
        try (ClusterNode control = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.CONTROL)))) {
            control.formAlone();
            awaitUp(control);
            System.out.printf("first member up after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
            try (ClusterNode agent = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.AGENT)))) {
                agent.join(List.of(control.address()));
                awaitUp(agent);
                assertThat(Cluster.get(control.system()).state().getMembers()).hasSize(2);
                assertThat(agent.port()).isPositive().isNotEqualTo(control.port());
                begun = System.nanoTime();
            }
            System.out.printf("left after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
            begun = System.nanoTime();
        }
        System.out.printf("ended after %d ms%n", (System.nanoTime() - begun) / 1_000_000);
    }

    @Test
    void Java_serialization_is_off_and_split_brains_are_resolved_on_the_side_of_control() {
        var config = ClusterNode.config(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.AGENT)));

        assertThat(config.getBoolean("pekko.actor.allow-java-serialization")).isFalse();
        assertThat(config.getString("pekko.cluster.split-brain-resolver.active-strategy"))
                .isEqualTo("keep-oldest");
        assertThat(config.getString("pekko.cluster.split-brain-resolver.keep-oldest.role"))
                .isEqualTo("control");
        assertThat(config.getStringList("pekko.cluster.roles")).containsExactly("agent");
        assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("127.0.0.1");
    }

    @Test
    void an_address_that_is_none_is_refused_with_an_example() {
        try (ClusterNode node = ClusterNode.start(ClusterNode.Settings.onLoopback(Set.of(ClusterNode.AGENT)))) {
            assertThatThrownBy(() -> node.join(List.of("localhost")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pekko://attune@127.0.0.1:7355");
        }
    }
}
