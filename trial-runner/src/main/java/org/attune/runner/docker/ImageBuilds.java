package org.attune.runner.docker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.attune.runner.image.ImageNames;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.worker.ImageRecipe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Builds that people wait for and look at. Each recipe is built once; whoever asks again meanwhile sees the same build.
 * Two run at a time. Safe for any number of threads; nothing here blocks but {@link #close()}.
 */
public final class ImageBuilds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ImageBuilds.class);
    private static final int LINES_MAX = 5000;
    private static final int REMEMBERED = 50;
    private static final int AT_A_TIME = 2;
    private static final int PAGE = 200;

    /** How far a build is. */
    public enum State {
        /** It waits or runs. */
        BUILDING,
        /** The image is there. */
        READY,
        /** It cannot be built as it is. */
        FAILED,
        /** This machine cannot build just now. */
        UNAVAILABLE
    }

    /**
     * What is known of a build.
     *
     * @param image the image's name
     * @param lines output from the line that was asked for on, oldest first; at most 200
     * @param next the line to ask for next
     * @param error why it failed or cannot be done, empty otherwise
     * @param line the failing line of the Dockerfile, 0 when it cannot be told
     */
    public record Progress(String image, State state, List<String> lines, int next, String error, int line) {}

    private static final class Build {
        private State state = State.BUILDING;
        private final List<String> lines = new ArrayList<>();
        private String error = "";
        private int line;
    }

    private final Engine engine;
    private final NodeImages images;
    private final WorkerRuntime.Blobs blobs;
    private final ScheduledThreadPoolExecutor timers;
    private final ExecutorService workers;
    private final Map<String, Build> builds = new LinkedHashMap<>();

    /** Builds on an engine, from these blobs. Closing closes the engine's connections. */
    public ImageBuilds(Engine engine, WorkerRuntime.Blobs blobs) {
        this.engine = engine;
        this.images = new NodeImages(engine);
        this.blobs = blobs;
        this.timers = new ScheduledThreadPoolExecutor(1, ImageBuilds::daemon);
        this.workers = Executors.newFixedThreadPool(AT_A_TIME, ImageBuilds::daemon);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "attune-builds");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Begins a build, or looks at the one that runs. One that failed or could not be done is begun anew when it is asked
     * for from its first line on.
     *
     * @param after how many lines are known already
     */
    public Progress ask(ImageRecipe recipe, int after) {
        String image = ImageNames.of(recipe);
        Build build;
        boolean fresh = false;
        synchronized (builds) {
            Build known = builds.get(image);
            if (known == null || (after == 0 && ended(known))) {
                builds.remove(image);
                forgetOldest();
                known = new Build();
                builds.put(image, known);
                fresh = true;
            }
            build = known;
        }
        if (fresh) {
            workers.execute(() -> run(image, recipe, build));
        }
        return progress(image, build, after);
    }

    private static boolean ended(Build build) {
        synchronized (build) {
            return build.state != State.BUILDING;
        }
    }

    private void forgetOldest() {
        Iterator<Build> oldest = builds.values().iterator();
        while (builds.size() >= REMEMBERED && oldest.hasNext()) {
            if (ended(oldest.next())) {
                oldest.remove();
            }
        }
    }

    private static Progress progress(String image, Build build, int after) {
        synchronized (build) {
            int from = Math.max(0, Math.min(after, build.lines.size()));
            int to = Math.min(build.lines.size(), from + PAGE);
            boolean all = to == build.lines.size();
            return new Progress(
                    image,
                    all ? build.state : State.BUILDING,
                    List.copyOf(build.lines.subList(from, to)),
                    to,
                    all ? build.error : "",
                    all ? build.line : 0);
        }
    }

    private void run(String image, ImageRecipe recipe, Build build) {
        State state = State.READY;
        String error = "";
        int line = 0;
        try {
            if (engine.isAbsent()) {
                throw new EngineException(0, "no Docker engine answers at " + engine.host(), null);
            }
            images.ensure(image, recipe, blobs, timers, text -> add(build, text));
        } catch (BuildFailure e) {
            state = State.FAILED;
            error = String.valueOf(e.getMessage());
            line = e.line();
        } catch (EngineException e) {
            state = e.unanswered() ? State.UNAVAILABLE : State.FAILED;
            error = String.valueOf(e.getMessage());
        } catch (IOException | RuntimeException e) {
            LOG.warn("the build of {} failed", image, e);
            state = State.FAILED;
            error = String.valueOf(e.getMessage());
        }
        synchronized (build) {
            build.state = state;
            build.error = error;
            build.line = line;
        }
    }

    private static void add(Build build, String text) {
        synchronized (build) {
            if (build.lines.size() < LINES_MAX) {
                build.lines.add(text);
            } else if (build.lines.size() == LINES_MAX) {
                build.lines.add("… more than " + LINES_MAX + " lines; the rest is left out");
            }
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        timers.shutdownNow();
        engine.close();
    }
}
