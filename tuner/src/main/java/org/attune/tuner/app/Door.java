package org.attune.tuner.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.cluster.membership.ClusterNode;
import org.attune.runner.docker.ImageBuilds;
import org.attune.runner.worker.ImageRecipe;
import org.attune.tuner.api.ClusterDoor;
import org.attune.tuner.control.Answer;

/** Tells nodes how to join this one. */
final class Door implements ClusterDoor {

    private final ClusterNode node;
    private final String version;
    private final ImageBuilds images;

    Door(ClusterNode node, String version, ImageBuilds images) {
        this.node = node;
        this.version = version;
        this.images = images;
    }

    @Override
    public CompletionStage<Answer<Seat>> join(String name, String theirs) {
        if (!theirs.equals(version)) {
            return CompletableFuture.completedFuture(Answer.Refused.of(
                    Answer.Code.WRONG_STATE,
                    "this server runs Attune " + version + ", the node " + theirs
                            + "; install the same version on both"));
        }
        return CompletableFuture.completedFuture(
                new Answer.Ok<>(new Seat(clusterName(), List.of(node.address()), name, Map.of())));
    }

    @Override
    public ImageBuilds.Progress build(ImageRecipe recipe, int after) {
        return images.ask(recipe, after);
    }

    @Override
    public String clusterName() {
        return "attune";
    }
}
