package org.attune.cluster.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.attune.cluster.wire.WorkerEnd;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BlameTest {

    private static WorkerEnd end(int rank, FailureKind kind, int code, int signal) {
        return new WorkerEnd(rank, new ExitOutcome(kind, code, signal, kind + " of " + rank, List.of()), "", List.of());
    }

    private static final WorkerEnd BROKEN_PIPE = end(1, FailureKind.USER_CODE, 1, 0);
    private static final WorkerEnd ABORTED = end(2, FailureKind.SIGNAL, -1, 6);
    private static final WorkerEnd KILLED_BY_US = end(3, FailureKind.KILLED, -1, 15);

    @Test
    void a_cause_that_no_neighbour_can_bring_about_goes_first() {
        WorkerEnd memory = end(4, FailureKind.OUT_OF_MEMORY, -1, 9);
        assertThat(Blame.of(List.of(BROKEN_PIPE, ABORTED, KILLED_BY_US, memory)))
                .isSameAs(memory);
        WorkerEnd killed = end(5, FailureKind.SIGNAL, -1, 9);
        assertThat(Blame.of(List.of(BROKEN_PIPE, killed))).isSameAs(killed);
        assertThat(Blame.of(List.of(killed, memory))).isSameAs(memory);
    }

    @Test
    void among_equals_the_first_that_was_heard_counts() {
        assertThat(Blame.of(List.of(BROKEN_PIPE, end(0, FailureKind.USER_CODE, 1, 0))))
                .isSameAs(BROKEN_PIPE);
        assertThat(Blame.of(List.of(ABORTED, BROKEN_PIPE))).isSameAs(ABORTED);
        assertThat(Blame.of(List.of(KILLED_BY_US, BROKEN_PIPE))).isSameAs(BROKEN_PIPE);
        assertThat(Blame.of(List.of())).isNull();
    }
}
