package org.attune.runner.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.attune.runner.process.ProcessTable;
import org.attune.runner.runtime.RunningWorker;
import org.attune.runner.runtime.UsageSample;
import org.attune.runner.runtime.Words;
import org.attune.runner.runtime.WorkerNotes;
import org.attune.runner.runtime.WorkerRuntime;
import org.attune.runner.worker.ContainerTemplate;
import org.attune.runner.worker.ExitOutcome;
import org.attune.runner.worker.FailureKind;
import org.attune.runner.worker.ImageRecipe;
import org.attune.runner.worker.WorkerId;
import org.attune.runner.worker.WorkerSpec;
import org.attune.runner.worker.WorkerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs workers as containers of one Docker engine, hardened by {@link ContainerPlan}. Names and labels carry the identity,
 * so that a container is made once and the next agent finds it; a container stays until its worker is discarded, and what
 * no worker owns is removed.
 */
public final class DockerRuntime implements WorkerRuntime {

    private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);
    private static final Duration PROBE = Duration.ofSeconds(5);
    private static final long RESYNC_SECONDS = 15;
    private static final long ORPHANS_SECONDS = 300;

    private final Engine engine;
    private final DockerSettings settings;
    private final ProcessTable table = new ProcessTable();
    private final String bootId = table.bootId();
    private final ScheduledThreadPoolExecutor timers;
    private final ExecutorService actions;
    private final DockerWorker.Services services;
    private final EngineEvents events;
    private final Orphans orphans;
    private final NodeImages images;
    private final ImageKeeping keeping;
    private final PreparedData prepared;
    private final UsersFailures failures;
    private final Map<WorkerId, DockerWorker> workers = new ConcurrentHashMap<>();
    private final Set<String> toldData = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Path directory;
    private volatile Map<String, String> labels = Map.of();
    private volatile boolean closed;

    /** Makes a runtime on an engine, which need not answer yet. Closing the runtime closes the engine's connections. */
    public DockerRuntime(Engine engine, DockerSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.timers = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "attune-containers"));
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        timers.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        this.actions = Executors.newCachedThreadPool(task -> daemon(task, "attune-container"));
        this.events = new EngineEvents(engine, settings.owner(), settings.clock(), this::ended, this::resync);
        GangNetworks networks = new GangNetworks(engine, settings.owner());
        this.orphans = new Orphans(engine, settings, networks);
        this.images = new NodeImages(engine);
        this.keeping = new ImageKeeping(engine, settings);
        this.prepared = new PreparedData(engine, settings);
        this.failures = new UsersFailures(settings.clock());
        this.services = new DockerWorker.Services(engine, settings, table, timers, actions, events, networks);
        timers.scheduleWithFixedDelay(
                () -> actions.execute(this::lookAround), RESYNC_SECONDS, RESYNC_SECONDS, TimeUnit.SECONDS);
        timers.scheduleWithFixedDelay(
                () -> actions.execute(this::removeOrphans), ORPHANS_SECONDS, ORPHANS_SECONDS, TimeUnit.SECONDS);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public String name() {
        return "docker";
    }

    /** The engine. */
    public Engine engine() {
        return engine;
    }

    @Override
    public RunningWorker start(WorkerSpec spec) {
        if (closed) {
            throw new IllegalStateException("the container runtime is closed");
        }
        WorkerNotes notes = WorkerNotes.beside(spec.directory());
        Instant now = settings.clock().instant();
        DockerWorker worker = new DockerWorker(spec, notes, now, services, this);
        if (notes.exists() || workers.putIfAbsent(spec.id(), worker) != null) {
            throw new IllegalStateException("worker " + spec.id() + " was started in " + spec.directory() + " before");
        }
        ContainerTemplate container = spec.template().container();
        String image = container == null ? "" : container.image();
        events.start();
        String failed = container == null ? "" : failures.of(container);
        if (!failed.isEmpty()) {
            worker.refuse(ExitOutcome.of(FailureKind.START_FAILED, "could not be started: " + failed));
            return worker;
        }
        try {
            launch(spec, notes, now, image);
            worker.started();
        } catch (EngineException e) {
            worker.refuse(ContainerEnd.refused(e, image));
            // It may have been created, or even started, although nobody heard of it.
            actions.execute(worker::remove);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            worker.refuse(ExitOutcome.of(FailureKind.START_FAILED, "could not be started: " + Words.of(e)));
        }
        return worker;
    }

    @Override
    public boolean isReady(WorkerTemplate template) {
        // Asking takes milliseconds, but an engine may hang.
        return false;
    }

    @Override
    public List<String> makeReady(WorkerTemplate template, Blobs blobs) throws IOException {
        ContainerTemplate container = template.container();
        List<String> done = new ArrayList<>();
        if (container == null || !failures.of(container).isEmpty()) {
            return done;
        }
        try {
            ensure(container.image(), container.recipe(), blobs, done);
            ContainerTemplate.Prepared data = container.prepared();
            if (data != null) {
                if (!data.image().equals(container.image())) {
                    ensure(data.image(), data.recipe(), blobs, done);
                }
                long begun = System.nanoTime();
                boolean made = prepared.ensure(container, data);
                // once a study: each of its trials comes by here
                if (toldData.add(template.study() + " " + data.key())) {
                    done.add(
                            made
                                    ? "prepared the data by " + String.join(" ", data.command()) + since(begun)
                                    : "found the data of before, " + data.key().substring(0, 12));
                }
            }
        } catch (BuildFailure | IllegalArgumentException e) {
            // No other node would do better: the workers' starts say so, and the trial fails.
            failures.note(container, String.valueOf(e.getMessage()));
        }
        return done;
    }

    private void ensure(String image, @Nullable ImageRecipe recipe, Blobs blobs, List<String> done) throws IOException {
        long begun = System.nanoTime();
        keeping.used(image);
        String full = keeping.problem();
        if (!full.isEmpty()) {
            throw new IOException(full);
        }
        if (images.ensure(image, recipe, blobs, timers, line -> LOG.info("{}: {}", image, line))) {
            done.add((recipe == null ? "pulled " : "built ") + image + since(begun));
        }
    }

    private static String since(long begunNanos) {
        return String.format(Locale.ROOT, " in %.1f s", (System.nanoTime() - begunNanos) / 1e9);
    }

    private void launch(WorkerSpec spec, WorkerNotes notes, Instant now, String image) throws IOException {
        ContainerPlan plan = new ContainerPlan(spec, settings.with(drivers(spec)));
        plan.environment();
        prepare(spec, notes, now, plan);
        JsonNode config = engine.get("/images/" + image + "/json").path("Config");
        String subnet = plan.ownNetwork()
                ? services.networks().ensure(spec.id().attempt(), spec.place().worldSize(), plan.isolated())
                : "";
        ObjectNode body = plan.create(config.path("WorkingDir").asText(), secretCopies(spec.id()), subnet);
        create(ContainerPlan.name(spec.id()), body);
        engine.post("/containers/" + ContainerPlan.name(spec.id()) + "/start", null);
    }

    private DockerSettings.DeviceDrivers drivers(WorkerSpec spec) throws EngineException {
        boolean asked = settings.drivers() != DockerSettings.DeviceDrivers.AUTO;
        return asked || spec.place().devices().isEmpty() ? settings.drivers() : DriverFiles.choose(engine.info());
    }

    /** Makes what is mounted. No worker runs yet, so nothing here can be a link that one has put there. */
    private void prepare(WorkerSpec spec, WorkerNotes notes, Instant now, ContainerPlan plan) throws IOException {
        notes.prepare(
                spec, bootId, now.toEpochMilli(), spec.filesDirectory() == null ? null : ContainerPlan.filesSeen());
        Files.write(spec.metricsFile(), new byte[0]);
        List<Path> given = new ArrayList<>(List.of(
                spec.directory(),
                spec.metricsFile(),
                spec.ownDirectory().resolve("hypertune"),
                spec.checkpointDirectory(),
                spec.artifactDirectory()));
        @Nullable Path workdir = plan.workdirToMake();
        if (workdir != null && !workdir.equals(spec.directory())) {
            Files.createDirectories(workdir);
            given.add(workdir);
        }
        Files.setPosixFilePermissions(
                spec.ownDirectory(), java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        for (Path path : given) {
            Ownership.give(path, settings);
        }
        ContainerTemplate container = spec.template().container();
        if (container != null) {
            SecretCopies.make(spec, container, settings, secretCopies(spec.id()), plan.apiReachable());
        }
    }

    private void create(String name, ObjectNode body) throws EngineException {
        String path = "/containers/create?name=" + name;
        try {
            engine.post(path, body);
        } catch (EngineException e) {
            if (e.status() != 409) {
                throw e;
            }
            // This worker was never started: its name is held by a request that was repeated, or by a leftover.
            JsonNode holder = engine.get("/containers/" + name + "/json");
            boolean same = holder.path("Config")
                    .path("Labels")
                    .path(ContainerPlan.SPEC)
                    .asText()
                    .equals(body.path("Labels").path(ContainerPlan.SPEC).asText());
            if (!same || !holder.path("State").path("Status").asText().equals("created")) {
                engine.delete("/containers/" + name + "?force=1&v=1");
                engine.post(path, body);
            }
        }
    }

    @Override
    public List<RunningWorker> adoptAll(Path workersDirectory) {
        if (closed) {
            throw new IllegalStateException("the container runtime is closed");
        }
        directory = workersDirectory;
        List<RunningWorker> adopted = new ArrayList<>();
        probe();
        try {
            for (WorkerNotes notes : WorkerNotes.allBeside(workersDirectory)) {
                events.start();
                adopt(notes).ifPresent(adopted::add);
            }
        } catch (IOException e) {
            LOG.warn("cannot list the workers in {}: {}", workersDirectory, Words.of(e));
        }
        adopted.sort(Comparator.comparing(RunningWorker::id));
        if (!labels.isEmpty()) {
            actions.execute(this::removeOrphans);
        }
        return adopted;
    }

    private Optional<RunningWorker> adopt(WorkerNotes notes) {
        WorkerNotes.Stored stored;
        try {
            stored = notes.stored();
        } catch (IOException e) {
            LOG.warn("the notes of a worker in {} cannot be read: {}", notes.ownDirectory(), Words.of(e));
            return Optional.empty();
        }
        DockerWorker worker =
                new DockerWorker(stored.spec(), notes, Instant.ofEpochMilli(stored.startedMillis()), services, this);
        if (workers.putIfAbsent(stored.spec().id(), worker) != null) {
            return Optional.empty();
        }
        worker.adopt(stored.bootId().equals(bootId));
        return Optional.of(worker);
    }

    /** The folder in memory with the secrets of a worker. */
    Path secretCopies(WorkerId id) {
        return settings.memoryDirectory().resolve(id.toString());
    }

    void forget(WorkerId id) {
        workers.remove(id);
    }

    private void ended(String worker) {
        try {
            DockerWorker known = workers.get(WorkerId.parse(worker));
            if (known != null) {
                known.toldEnded();
            }
        } catch (IllegalArgumentException e) {
            LOG.debug("a container says that it is worker \"{}\"", worker);
        }
    }

    private void lookAround() {
        probe();
        resync();
    }

    /** Asks the engine what it is. */
    private void probe() {
        if (engine.isAbsent()) {
            labels = Map.of();
            return;
        }
        try {
            JsonNode version = engine.call("GET", "/version", null, PROBE, Engine.ok());
            String number = version.path("Version").asText("unknown").replaceAll("[^A-Za-z0-9._-].*", "");
            labels = Map.of("docker", number.isEmpty() ? "unknown" : number);
        } catch (EngineException e) {
            if (!labels.isEmpty()) {
                LOG.warn("no containers for now: {}", e.getMessage());
            }
            labels = Map.of();
        }
    }

    /** {@code docker} with the engine's version, as long as it answers. */
    @Override
    public Map<String, String> labels() {
        return labels;
    }

    /** Looks at everything at once: what does not run any more is told, whatever events were missed. */
    private void resync() {
        if (closed || workers.values().stream().noneMatch(DockerWorker::alive)) {
            return;
        }
        try {
            for (JsonNode container : orphans.containers()) {
                String state = container.path("State").asText();
                if (state.equals("exited") || state.equals("dead")) {
                    ended(container.path("Labels").path(ContainerPlan.WORKER).asText());
                }
            }
        } catch (EngineException e) {
            LOG.debug("the engine does not list its containers: {}", e.getMessage());
        }
    }

    private void removeOrphans() {
        Path folder = directory;
        if (folder != null && !closed && !labels.isEmpty()) {
            orphans.remove(
                    id -> workers.containsKey(id)
                            || WorkerNotes.beside(folder.resolve(id.toString())).exists(),
                    prepared::isRunning);
            try {
                keeping.collect();
            } catch (EngineException e) {
                LOG.warn("images cannot be looked at now: {}", e.getMessage());
            }
        }
    }

    @Override
    public Map<WorkerId, UsageSample> usage() {
        Map<WorkerId, UsageSample> used = new HashMap<>();
        workers.forEach((id, worker) -> {
            if (worker.alive() && !closed) {
                ContainerUse.sample(engine, ContainerPlan.name(id)).ifPresent(sample -> used.put(id, sample));
            }
        });
        return used;
    }

    @Override
    public void close() {
        closed = true;
        timers.shutdownNow();
        workers.values().forEach(DockerWorker::close);
        events.close();
        actions.shutdown();
        try {
            // Their cursors are written by then.
            actions.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        actions.shutdownNow();
        if (directory != null && !labels.isEmpty()) {
            // whoever left a gang last may not have come to it
            orphans.removeEmptyNetworks();
        }
        engine.close();
    }
}
