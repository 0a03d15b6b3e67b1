package org.attune.tuner.spec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.attune.tuner.spec.TrialSpec.External;

/** Writes the trial section of a normalised spec. */
final class TrialJson {

    private TrialJson() {}

    static void write(ObjectNode out, TrialSpec trial) {
        if (trial.external() == External.YES) {
            out.put("external", true);
            return;
        }
        if (trial.external() == External.ALLOWED) {
            out.put("external", "allowed");
        } else {
            out.put("external", false);
        }
        out.put("runner", trial.runner());
        out.put("runtime", Section.specName(trial.runtime()));
        image(out, trial.image(), trial.build());
        NormalisedSpec.texts(out.putArray("command"), trial.command());
        out.put("args", Section.specName(trial.args()));
        NormalisedSpec.texts(out.putObject("env"), trial.env());
        trial.workdir().ifPresent(dir -> out.put("workdir", dir));
        ArrayNode secrets = out.putArray("secrets");
        trial.secrets().forEach(s -> secrets.addObject().put("name", s.name()).put("file", s.file()));
        out.put("files", trial.files().orElse("none"));
        gang(out, trial);
        placement(out.putObject("placement"), trial.placement());
        ArrayNode volumes = out.putArray("volumes");
        trial.volumes()
                .forEach(v -> volumes.addObject()
                        .put("source", v.source())
                        .put("target", v.target())
                        .put("readOnly", v.readOnly()));
        trial.prepare().ifPresent(p -> {
            ObjectNode node = out.putObject("prepare");
            NormalisedSpec.texts(node.putArray("command"), p.command());
            node.put("target", p.target());
            image(node, p.image(), p.build());
        });
        out.putObject("checkpoints").put("keep", Section.specName(trial.checkpoints()));
        NormalisedSpec.duration(out, "timeout", trial.timeout());
        NormalisedSpec.duration(out, "stopGrace", Optional.of(trial.stopGrace()));
        NormalisedSpec.duration(out, "freezeTimeout", trial.freezeTimeout());
        out.putObject("retries")
                .put("infrastructure", trial.retries().infrastructure())
                .put("user", trial.retries().user());
        trial.onLost().ifPresent(onLost -> out.put("onLost", Section.specName(onLost)));
        out.put("network", Section.specName(trial.network()));
    }

    private static void gang(ObjectNode out, TrialSpec trial) {
        if (!trial.roles().isEmpty()) {
            ObjectNode roles = out.putObject("roles");
            trial.roles().forEach((name, role) -> {
                ObjectNode node = roles.putObject(name).put("workers", role.workers());
                resources(node.putObject("resources"), role.resources());
            });
            return;
        }
        if (trial.minWorkers() == trial.workers()) {
            out.put("workers", trial.workers());
        } else {
            out.putObject("workers").put("min", trial.minWorkers()).put("max", trial.workers());
        }
        resources(out.putObject("resources"), trial.resources());
    }

    static void image(ObjectNode out, Optional<String> image, Optional<BuildSpec> build) {
        image.ifPresent(name -> out.put("image", name));
        build.ifPresent(b -> {
            ObjectNode node = out.putObject("build");
            node.put("context", b.context()).put("dockerfile", b.dockerfile());
            b.target().ifPresent(target -> node.put("target", target));
            NormalisedSpec.texts(node.putObject("args"), b.args());
            node.put("network", Section.specName(b.network()));
            b.digest().ifPresent(digest -> node.put("digest", digest));
        });
    }

    private static void resources(ObjectNode out, ResourcesSpec resources) {
        out.put("cpus", resources.cpus());
        if (resources.memoryBytes() > 0) {
            out.put("memory", Quantities.formatSize(resources.memoryBytes()));
        }
        out.put("gpus", resources.gpus());
        resources.gpuShare().ifPresent(share -> out.put("gpuShare", share));
        if (resources.gpuMemoryBytes() > 0) {
            out.put("gpuMemory", Quantities.formatSize(resources.gpuMemoryBytes()));
        }
        resources.shmBytes().ifPresent(shm -> out.put("shm", Quantities.formatSize(shm)));
    }

    private static void placement(ObjectNode out, PlacementSpec placement) {
        NormalisedSpec.texts(out.putArray("constraints"), placement.constraints());
        out.putObject("topology")
                .put("level", Section.specName(placement.level()))
                .put("mode", Section.specName(placement.mode()));
        placement.maxWorkersPerNode().ifPresent(n -> out.put("maxWorkersPerNode", n));
        out.put("spread", placement.spread());
        NormalisedSpec.texts(out.putArray("pools"), placement.pools());
    }
}
