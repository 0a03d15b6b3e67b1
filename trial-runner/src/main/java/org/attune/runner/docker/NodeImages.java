package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.attune.runner.image.BuildContext;
import org.attune.runner.image.Dockerfile;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.worker.ImageRecipe;
import org.jspecify.annotations.Nullable;

/** The images of this node: pulled or built once, however many gangs wait for the same one. */
final class NodeImages {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration FIRST_ANSWER = Duration.ofMinutes(2);

    private final Engine engine;
    private final ConcurrentHashMap<String, CompletableFuture<Void>> coming = new ConcurrentHashMap<>();

    NodeImages(Engine engine) {
        this.engine = engine;
    }

    /** What gets an image that is missing. */
    @FunctionalInterface
    interface Getting {
        void get() throws IOException;
    }

    boolean has(String image) throws EngineException {
        return engine.has(image);
    }

    /**
     * Gets an image unless it is here; those who come meanwhile wait for the same one.
     *
     * @return whether it had to be got
     */
    boolean ensure(String image, Getting getting) throws IOException {
        if (has(image)) {
            return false;
        }
        CompletableFuture<Void> mine = new CompletableFuture<>();
        @Nullable CompletableFuture<Void> theirs = coming.putIfAbsent(image, mine);
        if (theirs != null) {
            await(theirs);
            return true;
        }
        try {
            if (!has(image)) {
                getting.get();
            }
            mine.complete(null);
            return true;
        } catch (IOException | RuntimeException e) {
            // Those who wait are told; without any the failure is told here alone.
            mine.completeExceptionally(e);
            throw e;
        } finally {
            coming.remove(image, mine);
        }
    }

    /** Gets an image by its recipe, or pulls it when it has none; whether that was needed. */
    boolean ensure(
            String image,
            @Nullable ImageRecipe recipe,
            WorkerRuntime.Blobs blobs,
            ScheduledExecutorService timers,
            Consumer<String> progress)
            throws IOException {
        return ensure(image, () -> {
            if (recipe == null) {
                pull(image);
            } else {
                build(recipe, blobs, timers, progress);
            }
        });
    }

    private void build(
            ImageRecipe recipe, WorkerRuntime.Blobs blobs, ScheduledExecutorService timers, Consumer<String> progress)
            throws IOException {
        Path folder = Files.createTempDirectory("attune-build");
        Path into = folder.resolve("context.tar");
        try {
            Path context = blobs.fetch(recipe.contextDigest(), into);
            String text = BuildContext.textOf(context, recipe.dockerfile());
            if (text.isEmpty()) {
                throw new BuildFailure(0, "there is no file " + recipe.dockerfile() + " in the build context");
            }
            try {
                Dockerfile.of(text).check(recipe.dockerfile());
            } catch (IllegalArgumentException e) {
                throw new BuildFailure(0, String.valueOf(e.getMessage()));
            }
            new ImageBuild(engine, timers, progress).run(recipe, context, text);
        } finally {
            Files.deleteIfExists(into);
            Files.deleteIfExists(folder);
        }
    }

    private static void await(CompletableFuture<Void> theirs) throws IOException {
        try {
            theirs.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while an image came", e);
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            throw new IOException(String.valueOf(cause == null ? e.getMessage() : cause.getMessage()), e);
        }
    }

    /** Pulls an image that is somebody else's from where its name says. */
    void pull(String image) throws IOException {
        int colon = image.lastIndexOf(':');
        boolean tagged = image.contains("@") || colon > image.lastIndexOf('/');
        String path = "/images/create?fromImage=" + Engine.encoded(tagged ? image : image + ":latest");
        try (DockerHttpClient.Response response = engine.open("POST", path, null, "", FIRST_ANSWER)) {
            messages(response, line -> {});
        } catch (EngineException e) {
            throw new EngineException(
                    e.status(),
                    "the image " + image + " is not on this node and cannot be pulled: " + e.getMessage(),
                    e);
        }
        if (!has(image)) {
            throw new EngineException(404, "the image " + image + " is not on this node and was not pulled", null);
        }
    }

    /**
     * Reads the messages of a pull or a build until they end.
     *
     * @throws EngineException when one of them is an error
     */
    static void messages(DockerHttpClient.Response response, Consumer<JsonNode> each) throws IOException {
        try (MappingIterator<JsonNode> lines = JSON.readerFor(JsonNode.class).readValues(response.getBody())) {
            while (lines.hasNextValue()) {
                JsonNode line = lines.nextValue();
                if (line.hasNonNull("error")) {
                    throw new EngineException(500, line.path("error").asText(), null);
                }
                each.accept(line);
            }
        }
    }
}
