package org.attune.runner.worker;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The container of each rank of an attempt. Plain types only: it crosses the cluster. What a node does not allow, such as
 * a volume outside of its roots, fails the start there.
 *
 * @param image the image's reference, such as {@code attune/build:3f…} or {@code my/trainer:1}
 * @param recipe how the image is made where it is missing, or null when it is somebody else's
 * @param cpus CPUs of one worker, above 0
 * @param memoryBytes the most memory, shared memory and files in memory included; 0 for what the node can give
 * @param shmBytes the size of {@code /dev/shm}; 0 for a default
 * @param isolated whether it reaches its own gang only
 * @param volumes folders of the node
 * @param secrets files of the node's secrets folder
 * @param prepared data that was made once before the study, or null without any
 */
public record ContainerTemplate(
        String image,
        @Nullable ImageRecipe recipe,
        double cpus,
        long memoryBytes,
        long shmBytes,
        boolean isolated,
        List<Volume> volumes,
        List<Secret> secrets,
        @Nullable Prepared prepared) {

    /** Checks the numbers. */
    public ContainerTemplate {
        Objects.requireNonNull(image, "image");
        if (image.isEmpty()) {
            throw new IllegalArgumentException("a container has an image");
        }
        if (!(cpus > 0) || Double.isInfinite(cpus) || memoryBytes < 0 || shmBytes < 0) {
            throw new IllegalArgumentException(
                    "cpus " + cpus + ", memory " + memoryBytes + ", shared memory " + shmBytes + " of a container");
        }
        volumes = List.copyOf(volumes);
        secrets = List.copyOf(secrets);
    }

    /** An image that is there, with one CPU and nothing else. */
    public static ContainerTemplate of(String image) {
        return new ContainerTemplate(image, null, 1, 0, 0, false, List.of(), List.of(), null);
    }

    /**
     * A folder of the node.
     *
     * @param source absolute path on the node
     * @param target absolute path in the container
     * @param readOnly whether it may not be written
     */
    public record Volume(String source, String target, boolean readOnly) {}

    /**
     * A file of the node's secrets folder.
     *
     * @param name its name there
     * @param file absolute path in the container
     */
    public record Secret(String name, String file) {}

    /**
     * Data that a container of its own makes once, before anything else of the study runs.
     *
     * @param key the content address of everything that it depends on; the same key is the same data
     * @param image the image that makes it
     * @param recipe how that image is made where it is missing, or null
     * @param command the argument vector; it writes below {@code target}
     * @param target absolute path in all containers; read-only in those of trials
     */
    public record Prepared(
            String key, String image, @Nullable ImageRecipe recipe, List<String> command, String target) {
        /** Copies the command. */
        public Prepared {
            command = List.copyOf(command);
        }
    }
}
