package org.attune.tuner.spec;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one trial is run.
 *
 * @param external whether trials are run by ask/tell clients
 * @param runner {@code own}, or the name of a configured foreign scheduler
 * @param runtime what a worker is
 * @param image the container's image
 * @param build or how to build it
 * @param command argument vector, a template; empty only where {@code external} is {@link External#YES}
 * @param args whether parameters are appended as {@code --name=value}
 * @param env environment of the workers, values are templates
 * @param workdir working directory, a template
 * @param secrets files of a node's secrets folder
 * @param files a folder to pack at submit, relative to the spec; empty for none
 * @param workers the size of the gang; the largest where {@code minWorkers} is smaller
 * @param minWorkers the smallest size; equal to {@code workers} for a fixed gang
 * @param roles several kinds of worker by name; empty when all are alike
 * @param resources what each worker needs (where there are no roles)
 * @param placement where workers may run
 * @param volumes folders of the node
 * @param prepare what runs once before the study
 * @param checkpoints which checkpoints are kept
 * @param timeout the longest an attempt may take
 * @param stopGrace from the request to stop to the kill
 * @param freezeTimeout no output and no metric for this long ends the gang
 * @param retries how many more attempts a failure is worth
 * @param onLost what happens to a gang whose node cannot be reached; empty: replaced where a watchdog ends it, else
 *     waited for
 * @param network what a container may reach
 */
public record TrialSpec(
        External external,
        String runner,
        RuntimeKind runtime,
        Optional<String> image,
        Optional<BuildSpec> build,
        List<String> command,
        ArgsMode args,
        Map<String, String> env,
        Optional<String> workdir,
        List<Secret> secrets,
        Optional<String> files,
        int workers,
        int minWorkers,
        Map<String, Role> roles,
        ResourcesSpec resources,
        PlacementSpec placement,
        List<Volume> volumes,
        Optional<Prepare> prepare,
        CheckpointKeep checkpoints,
        Optional<Duration> timeout,
        Duration stopGrace,
        Optional<Duration> freezeTimeout,
        Retries retries,
        Optional<OnLost> onLost,
        Network network) {

    /** The runner that is Attune's own nodes. */
    public static final String OWN_RUNNER = "own";

    /** Copies the collections. */
    public TrialSpec {
        command = List.copyOf(command);
        env = StudySpec.ordered(env);
        secrets = List.copyOf(secrets);
        roles = StudySpec.ordered(roles);
        volumes = List.copyOf(volumes);
    }

    /**
     * What runs once before the study.
     *
     * @param command argument vector
     * @param target where its result is mounted
     * @param image an image of its own
     * @param build an image of its own that is built; at most one of the two
     */
    public record Prepare(List<String> command, String target, Optional<String> image, Optional<BuildSpec> build) {
        /** Copies the command. */
        public Prepare {
            command = List.copyOf(command);
        }
    }

    /** Who runs trials. */
    public enum External {
        /** Attune alone. */
        NO,
        /** Ask/tell clients alone. */
        YES,
        /** Both. */
        ALLOWED
    }

    /** What a worker is. */
    public enum RuntimeKind {
        /** A process of the node. */
        PROCESS,
        /** A container. */
        DOCKER
    }

    /** Whether parameters are appended to the command. */
    public enum ArgsMode {
        /** As {@code --name=value}, every active parameter. */
        AUTO,
        /** Not at all. */
        NONE
    }

    /** Which checkpoints of a study are kept. */
    public enum CheckpointKeep {
        /** Those of the best trial. */
        BEST,
        /** The last of each trial. */
        LATEST,
        /** All. */
        ALL,
        /** None after the trial's end. */
        NONE
    }

    /** What happens to a gang whose node cannot be reached. */
    public enum OnLost {
        /** Wait for the node. */
        WAIT,
        /** Start it again elsewhere when its lease has run out. */
        REPLACE
    }

    /** What may be reached. */
    public enum Network {
        /** Everything. */
        FULL,
        /** The own gang only. */
        NONE
    }

    /**
     * A file of the node's secrets folder.
     *
     * @param name its name there
     * @param file where the worker finds it, an absolute path
     */
    public record Secret(String name, String file) {}

    /**
     * A kind of worker.
     *
     * @param workers how many
     * @param resources what each needs
     */
    public record Role(int workers, ResourcesSpec resources) {}

    /**
     * A folder of the node.
     *
     * @param source absolute path on the node
     * @param target absolute path in the container
     * @param readOnly whether it may not be written
     */
    public record Volume(String source, String target, boolean readOnly) {}

    /**
     * How many more attempts a failure is worth. Preemption is never charged.
     *
     * @param infrastructure failures of nodes, networks, images
     * @param user failures of the program
     */
    public record Retries(int infrastructure, int user) {}
}
