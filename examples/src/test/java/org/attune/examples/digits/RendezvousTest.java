package org.attune.examples.digits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RendezvousTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = server()) {
            return probe.getLocalPort();
        }
    }

    private static Callable<Double> sumOfRanks(Gang gang) {
        return () -> {
            try (RingAllreduce ring = Rendezvous.join(gang, "same", 20)) {
                double[] data = {gang.rank()};
                ring.sum(data, 1);
                return data[0];
            }
        };
    }

    @Test
    void workers_that_start_before_rank_0_listens_try_again() throws Exception {
        int port = freePort();
        Future<Double> one = threads.submit(sumOfRanks(new Gang(1, 3, "127.0.0.1", port)));
        Future<Double> two = threads.submit(sumOfRanks(new Gang(2, 3, "127.0.0.1", port)));
        assertThatThrownBy(() -> two.get(200, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        Future<Double> zero = threads.submit(sumOfRanks(new Gang(0, 3, "127.0.0.1", port)));
        assertThat(zero.get(20, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(two.get(20, TimeUnit.SECONDS)).isEqualTo(3);
    }

    @Test
    void the_same_port_serves_one_gang_after_another() throws Exception {
        int port = freePort();
        for (int round = 0; round < 5; round++) {
            Future<Double> zero = threads.submit(sumOfRanks(new Gang(0, 2, "127.0.0.1", port)));
            Future<Double> one = threads.submit(sumOfRanks(new Gang(1, 2, "127.0.0.1", port)));
            assertThat(zero.get(20, TimeUnit.SECONDS) + one.get(20, TimeUnit.SECONDS))
                    .isEqualTo(2);
        }
    }

    @Test
    void strangers_at_the_port_are_turned_away() throws Exception {
        try (ServerSocket server = server()) {
            try (Socket chatty = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket mute = new Socket(server.getInetAddress(), server.getLocalPort())) {
                chatty.getOutputStream()
                        .write("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                mute.shutdownOutput();
                Future<RingAllreduce> zero = threads.submit(
                        () -> Rendezvous.lead(new Gang(0, 2, "127.0.0.1", server.getLocalPort()), "same", 20, server));
                Future<Double> one = threads.submit(sumOfRanks(new Gang(1, 2, "127.0.0.1", server.getLocalPort())));
                try (RingAllreduce ring = zero.get(20, TimeUnit.SECONDS)) {
                    double[] data = {41};
                    ring.sum(data, 1);
                    assertThat(data).containsExactly(42);
                    assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(42);
                }
            }
        }
    }

    @Test
    void a_missing_worker_is_named_at_the_deadline() throws Exception {
        try (ServerSocket server = server()) {
            Gang gang = new Gang(0, 4, "127.0.0.1", server.getLocalPort());
            threads.submit(sumOfRanks(new Gang(2, 4, "127.0.0.1", server.getLocalPort())));
            assertThatThrownBy(() -> Rendezvous.lead(gang, "same", 1, server))
                    .isInstanceOf(GangException.class)
                    .hasMessage("rank 0: within 1 s there came no worker of rank 1, 3");
        }
    }

    @Test
    void a_missing_rank_0_is_named_at_the_deadline() throws Exception {
        Gang gang = new Gang(1, 2, "127.0.0.1", freePort());
        assertThatThrownBy(() -> Rendezvous.join(gang, "same", 1))
                .isInstanceOf(GangException.class)
                .hasMessageStartingWith(
                        "rank 1: could not reach rank 0 at 127.0.0.1:" + gang.masterPort() + " within 1 s");
    }

    @Test
    void a_worker_with_other_flags_is_refused_on_both_sides() throws Exception {
        try (ServerSocket server = server()) {
            Future<RingAllreduce> zero = threads.submit(
                    () -> Rendezvous.lead(new Gang(0, 2, "127.0.0.1", server.getLocalPort()), "lr=0.1", 20, server));
            Gang other = new Gang(1, 2, "127.0.0.1", server.getLocalPort());
            assertThatThrownBy(() -> Rendezvous.join(other, "lr=0.2", 20))
                    .isInstanceOf(GangException.class)
                    .hasMessage(
                            "rank 1: refused by rank 0: rank 1 trains with other flags: lr=0.2; rank 0 with lr=0.1");
            assertThatThrownBy(() -> zero.get(20, TimeUnit.SECONDS)).hasMessageContaining("trains with other flags");
        }
    }

    @Test
    void a_worker_of_a_larger_gang_is_refused() throws Exception {
        try (ServerSocket server = server()) {
            threads.submit(sumOfRanks(new Gang(1, 3, "127.0.0.1", server.getLocalPort())));
            Gang gang = new Gang(0, 2, "127.0.0.1", server.getLocalPort());
            assertThatThrownBy(() -> Rendezvous.lead(gang, "same", 20, server))
                    .hasMessage("rank 0: a worker of a gang of 3 came to this gang of 2");
        }
    }
}
