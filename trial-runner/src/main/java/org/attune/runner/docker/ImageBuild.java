package org.attune.runner.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.transport.DockerHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.attune.runner.image.Dockerfile;
import org.attune.runner.image.ImageNames;
import org.attune.runner.worker.ImageRecipe;

/** Builds one image: with BuildKit, or with the classic builder where the engine has nothing else. Blocks. */
final class ImageBuild {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final int LAST_LINES = 10;

    private final Engine engine;
    private final ScheduledExecutorService timers;
    private final Consumer<String> progress;
    private final Deque<String> last = new ArrayDeque<>();
    private final BuildTrace trace = new BuildTrace();

    ImageBuild(Engine engine, ScheduledExecutorService timers, Consumer<String> progress) {
        this.engine = engine;
        this.timers = timers;
        this.progress = progress;
    }

    /**
     * Builds.
     *
     * @param context the packed context
     * @param dockerfile the text of its Dockerfile, to find a failing line in
     * @throws BuildFailure when it cannot be built, with the line and the last output
     * @throws EngineException when the engine fails
     */
    void run(ImageRecipe recipe, Path context, String dockerfile) throws IOException {
        try {
            send(recipe, context, 2);
        } catch (EngineException e) {
            String text = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
            if (!text.contains("buildkit not supported") && !text.contains("invalid version")) {
                throw failure(e, recipe, dockerfile);
            }
            try {
                send(recipe, context, 1);
            } catch (EngineException classic) {
                throw failure(classic, recipe, dockerfile);
            }
        }
    }

    private void send(ImageRecipe recipe, Path context, int builder) throws IOException {
        AtomicBoolean late = new AtomicBoolean();
        try (InputStream body = Files.newInputStream(context);
                DockerHttpClient.Response response =
                        engine.open("POST", path(recipe, builder), body, "application/x-tar", LONGEST)) {
            ScheduledFuture<?> limit = timers.schedule(
                    () -> {
                        late.set(true);
                        response.close();
                    },
                    LONGEST.toMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                NodeImages.messages(response, this::message);
            } finally {
                limit.cancel(false);
            }
        } catch (EngineException e) {
            throw e;
        } catch (IOException e) {
            throw new EngineException(
                    0, late.get() ? "the build took longer than " + LONGEST : "the build broke off: " + e, e);
        }
    }

    private static String path(ImageRecipe recipe, int builder) throws JsonProcessingException {
        StringBuilder path = new StringBuilder("/build?version=").append(builder);
        String image = ImageNames.of(recipe);
        path.append("&t=").append(Engine.encoded(image));
        path.append("&dockerfile=").append(Engine.encoded(recipe.dockerfile()));
        path.append("&networkmode=").append(recipe.network() ? "default" : "none");
        path.append("&rm=1&forcerm=1");
        if (recipe.target() != null) {
            path.append("&target=").append(Engine.encoded(recipe.target()));
        }
        path.append("&buildargs=").append(Engine.encoded(JSON.writeValueAsString(recipe.args())));
        String key = image.substring(image.indexOf(':') + 1);
        path.append("&labels=").append(Engine.encoded(JSON.writeValueAsString(Map.of("attune.build", key))));
        return path.toString();
    }

    private void message(JsonNode line) {
        if (line.path("id").asText().equals("moby.buildkit.trace")) {
            trace.read(line.path("aux").asText()).forEach(this::say);
        } else if (line.hasNonNull("stream")) {
            line.path("stream").asText().lines().filter(text -> !text.isBlank()).forEach(this::say);
        }
    }

    private void say(String line) {
        last.addLast(line);
        if (last.size() > LAST_LINES) {
            last.removeFirst();
        }
        progress.accept(line);
    }

    private IOException failure(EngineException e, ImageRecipe recipe, String dockerfile) {
        if (e.unanswered()) {
            return e;
        }
        String error = String.valueOf(e.getMessage());
        int line = Dockerfile.of(dockerfile).lineOf(error).orElse(0);
        String place = line > 0 ? recipe.dockerfile() + ":" + line + ": " : recipe.dockerfile() + ": ";
        String output = last.isEmpty() ? "" : "\n" + String.join("\n", last);
        return new BuildFailure(line, place + error + output);
    }
}
