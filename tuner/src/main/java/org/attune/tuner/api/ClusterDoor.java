package org.attune.tuner.api;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.attune.runner.docker.ImageBuilds;
import org.attune.runner.image.ImageNames;
import org.attune.runner.worker.ImageRecipe;
import org.attune.tuner.control.Answer;

/** Lets nodes into the cluster. */
public interface ClusterDoor {

    /**
     * Says to a node how to join.
     *
     * @param name the name it would like; empty for one of the server's choice
     * @param version of its Attune; another than the server's is refused with WRONG_STATE
     */
    CompletionStage<Answer<Seat>> join(String name, String version);

    /**
     * Builds an image on the server's machine, or looks at the build that runs. Never blocks.
     *
     * @param after how many lines of its output are known already
     */
    default ImageBuilds.Progress build(ImageRecipe recipe, int after) {
        return new ImageBuilds.Progress(
                ImageNames.of(recipe), ImageBuilds.State.UNAVAILABLE, List.of(), 0, "this server builds no images", 0);
    }

    /** The name of the cluster, for people. */
    String clusterName();

    /**
     * What a node needs to join.
     *
     * @param cluster name of the cluster
     * @param seeds addresses of its seed nodes
     * @param node the node's name
     * @param tls names and PEM texts of its TLS material; empty for none
     */
    record Seat(String cluster, List<String> seeds, String node, Map<String, String> tls) {
        public Seat {
            seeds = List.copyOf(seeds);
            tls = Map.copyOf(tls);
        }
    }
}
