package org.attune.runner.docker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the engine's disk from filling up. When it becomes full, images that Attune has built are removed, those first that
 * were not used for longest; never one that a container has, never one that is somebody else's. When it is full
 * nevertheless, nothing new is fetched or built. Blocks; safe for any number of threads.
 */
final class ImageKeeping {

    private static final Logger LOG = LoggerFactory.getLogger(ImageKeeping.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double LOW = 0.15;
    private static final double ENOUGH = 0.25;
    private static final double FULL = 0.02;
    private static final long FULL_BYTES = 1L << 30;
    /** A gang that was prepared has no container yet. */
    private static final long REST_MILLIS = TimeUnit.MINUTES.toMillis(15);

    private static final long NOTE_MILLIS = TimeUnit.MINUTES.toMillis(1);

    /** How much of a disk is free. */
    record Room(Path path, long free, long total) {}

    /**
     * An image that Attune has built.
     *
     * @param names its tags
     * @param usedMillis when it was last used, or made
     * @param inUse whether a container has it, running or not
     */
    record Built(List<String> names, long bytes, long usedMillis, boolean inUse) {}

    private final Engine engine;
    private final DockerSettings settings;
    private final Path notes;
    private final Map<String, Long> used = new HashMap<>();

    ImageKeeping(Engine engine, DockerSettings settings) {
        this.engine = engine;
        this.settings = settings;
        this.notes = settings.secretsDirectory().resolveSibling("images.json");
        try {
            used.putAll(JSON.readValue(notes.toFile(), new TypeReference<Map<String, Long>>() {}));
        } catch (IOException e) {
            LOG.debug("no notes on the use of images: {}", e.getMessage());
        }
    }

    /** An image is used now. */
    synchronized void used(String image) {
        long now = settings.clock().millis();
        Long before = used.put(image, now);
        if (before != null && now - before < NOTE_MILLIS) {
            return;
        }
        try {
            Path fresh = notes.resolveSibling("images.json.new");
            Files.createDirectories(fresh.toAbsolutePath().getParent());
            JSON.writeValue(fresh.toFile(), used);
            Files.move(fresh, notes, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debug("the use of {} is not noted: {}", image, e.toString());
        }
    }

    /** Why nothing more can be put on the engine's disk; empty when something can. Makes room first where that helps. */
    String problem() throws EngineException {
        Optional<Room> room = room();
        if (room.isPresent() && isFull(room.get())) {
            collect();
            room = room();
        }
        return room.filter(ImageKeeping::isFull)
                .map(r -> "the disk of the Docker engine is full: " + (r.free() >> 20) + " MiB free at " + r.path())
                .orElse("");
    }

    static boolean isFull(Room room) {
        return room.free() < Math.min(FULL_BYTES, (long) (room.total() * FULL));
    }

    /** Removes what is to be removed. */
    void collect() throws EngineException {
        Optional<Room> room = room();
        if (room.isEmpty() || room.get().free() > room.get().total() * LOW) {
            return;
        }
        for (Built image : choose(images(), room.get(), settings.clock().millis())) {
            remove(image);
        }
        String old = Engine.encoded("{\"unused-for\":[\"24h\"]}");
        engine.call("POST", "/build/prune?filters=" + old, null, Engine.QUICK, status -> status < 500);
    }

    /** Which images go, in this order. Pure. */
    static List<Built> choose(List<Built> all, Room room, long nowMillis) {
        List<Built> go = new ArrayList<>();
        long free = room.free();
        List<Built> oldest = new ArrayList<>(all);
        oldest.sort(Comparator.comparingLong(Built::usedMillis));
        for (Built image : oldest) {
            if (free >= room.total() * ENOUGH) {
                break;
            }
            if (!image.inUse() && nowMillis - image.usedMillis() >= REST_MILLIS) {
                go.add(image);
                // layers that it shares with others stay, so this is the most that it can give
                free += image.bytes();
            }
        }
        return go;
    }

    /** Every image that Attune has built on this engine. */
    List<Built> images() throws EngineException {
        Set<String> inUse = new HashSet<>();
        for (JsonNode container : engine.get("/containers/json?all=1")) {
            inUse.add(container.path("ImageID").asText());
        }
        List<Built> images = new ArrayList<>();
        String mark = Engine.encoded("{\"label\":[\"attune.build\"]}");
        for (JsonNode image : engine.get("/images/json?filters=" + mark)) {
            List<String> names = new ArrayList<>();
            long last = image.path("Created").asLong() * 1000;
            for (JsonNode name : image.path("RepoTags")) {
                names.add(name.asText());
                synchronized (this) {
                    last = Math.max(last, used.getOrDefault(name.asText(), 0L));
                }
            }
            boolean taken = inUse.contains(image.path("Id").asText());
            images.add(new Built(names, image.path("Size").asLong(), last, taken));
        }
        return images;
    }

    /** Removes an image by its names; one that a container has meanwhile stays. */
    void remove(Built image) {
        for (String name : image.names()) {
            try {
                engine.delete("/images/" + name);
                LOG.info("removed the image {}, to have room", name);
            } catch (EngineException e) {
                LOG.info("the image {} stays: {}", name, e.getMessage());
            }
        }
    }

    /** The disk of the engine; empty when it is not this machine's. */
    private Optional<Room> room() throws EngineException {
        Path path = Path.of(engine.info().path("DockerRootDir").asText("/nowhere"));
        try {
            FileStore store = Files.getFileStore(path);
            return Optional.of(new Room(path, store.getUsableSpace(), store.getTotalSpace()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
