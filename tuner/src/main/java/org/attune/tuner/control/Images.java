package org.attune.tuner.control;

import org.attune.runner.worker.ContainerTemplate;
import org.attune.tuner.spec.ResourcesSpec;
import org.attune.tuner.spec.TrialSpec;

/** What a spec says about containers, as nodes are told it. */
final class Images {

    private Images() {}

    static ContainerTemplate container(TrialSpec trial) {
        ResourcesSpec each = trial.resources();
        return new ContainerTemplate(
                trial.image().orElseThrow(() -> new IllegalArgumentException("a container without an image")),
                null,
                each.cpus(),
                each.memoryBytes(),
                each.shmBytes().orElse(0),
                trial.network() == TrialSpec.Network.NONE,
                trial.volumes().stream()
                        .map(v -> new ContainerTemplate.Volume(v.source(), v.target(), v.readOnly()))
                        .toList(),
                trial.secrets().stream()
                        .map(s -> new ContainerTemplate.Secret(s.name(), s.file()))
                        .toList(),
                null);
    }
}
