package org.attune.tuner.api;

import static io.javalin.http.HandlerType.POST;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.attune.runner.docker.ImageBuilds;
import org.attune.runner.worker.ImageRecipe;

/** Builds of images. Asked again with the number of lines that are known, it tells the next ones. */
final class ImageRoutes {

    private static final Set<String> FIELDS = Set.of("context", "dockerfile", "target", "args", "network", "after");

    private final ClusterDoor door;
    private final Blobs blobs;

    ImageRoutes(ClusterDoor door, Blobs blobs) {
        this.door = door;
        this.blobs = blobs;
    }

    List<Route> routes() {
        return List.of(Route.of(POST, "/api/v1/images:build", Access.WRITE, Set.of(), Route.Body.JSON, this::build));
    }

    private CompletionStage<Reply> build(Call call) {
        Fields fields = call.json(FIELDS);
        String context = fields.text("context", 128, "");
        if (!context.matches(Route.DIGEST) || !blobs.has(context)) {
            throw RequestProblem.at(
                    "#/context", "no such blob here (expected: the digest of one sent by PUT /blobs/{sha256})");
        }
        String network = fields.text("network", 10, "full");
        if (!network.equals("full") && !network.equals("none")) {
            throw RequestProblem.at("#/network", "is neither full nor none");
        }
        ImageRecipe recipe = new ImageRecipe(
                context,
                fields.text("dockerfile", 4096, "Dockerfile"),
                fields.text("target", 128),
                fields.texts("args", 1000, 16_384),
                network.equals("full"));
        ImageBuilds.Progress progress = door.build(recipe, (int) fields.whole("after", 0, 1_000_000, 0));
        return CompletableFuture.completedFuture(reply(progress));
    }

    private static Reply reply(ImageBuilds.Progress progress) {
        return Reply.json(200, json -> {
            json.writeStartObject();
            json.writeStringField("image", progress.image());
            json.writeStringField("state", progress.state().name().toUpperCase(Locale.ROOT));
            json.writeArrayFieldStart("lines");
            for (String line : progress.lines()) {
                json.writeString(line);
            }
            json.writeEndArray();
            json.writeNumberField("next", progress.next());
            json.writeStringField("error", progress.error());
            json.writeNumberField("line", progress.line());
            json.writeEndObject();
        });
    }
}
