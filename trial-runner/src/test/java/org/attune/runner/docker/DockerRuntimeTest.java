package org.attune.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.attune.runner.runtime.SpecBuilder;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.runtime.WorkerRuntimeContract;
import org.attune.runner.worker.ContainerTemplate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A container is a worker like any other. */
@Tag("docker")
class DockerRuntimeTest extends WorkerRuntimeContract {

    private static final String OWNER = "contract";
    private static String host = "";

    @BeforeAll
    static void findEngine() {
        host = TestEngine.host();
    }

    @Override
    protected WorkerRuntime open() {
        return new DockerRuntime(Engine.at(host), TestEngine.settings(OWNER, root));
    }

    @Override
    protected SpecBuilder adapted(SpecBuilder builder) {
        return builder.container(ContainerTemplate.of(TestEngine.IMAGE));
    }

    @Override
    protected List<Long> membersOf(long group) {
        try (Engine engine = Engine.at(host)) {
            return TestEngine.processes(TestEngine.containers(engine, OWNER));
        }
    }

    @Override
    protected void assertNothingIsLeft() {
        try (Engine engine = Engine.at(host)) {
            assertThat(TestEngine.containers(engine, OWNER)).isEmpty();
            assertThat(TestEngine.networks(engine, OWNER)).isEmpty();
        }
    }
}
