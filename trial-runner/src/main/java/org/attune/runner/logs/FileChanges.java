package org.attune.runner.logs;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells within a few milliseconds that something in a directory was written. One thread and one inotify instance serve
 * a whole agent; a directory that cannot be watched (the kernel's limit is reached) is reported every 50 ms instead.
 * Safe for any number of threads.
 */
public final class FileChanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FileChanges.class);
    private static final long POLL_MILLIS = 50;

    /** One interest in a directory; closing it ends it. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Who wants to know of which files; of all when no name is given. */
    private record Interest(Set<String> names, Runnable callback) {

        boolean concerns(List<WatchEvent<?>> events) {
            return names.isEmpty()
                    || events.stream()
                            .anyMatch(event -> event.kind() == StandardWatchEventKinds.OVERFLOW
                                    || names.contains(String.valueOf(event.context())));
        }
    }

    private static final class Watched {
        private final @Nullable WatchKey key;
        private final List<Interest> interests = new CopyOnWriteArrayList<>();

        Watched(@Nullable WatchKey key) {
            this.key = key;
        }
    }

    private final @Nullable WatchService service;
    private final Map<Path, Watched> directories = new ConcurrentHashMap<>();
    private final Map<WatchKey, Watched> byKey = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor poller;
    private boolean polling;

    private FileChanges(@Nullable WatchService service) {
        this.service = service;
        this.poller = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "attune-file-poll"));
        if (service != null) {
            daemon(() -> follow(service), "attune-file-changes").start();
        }
    }

    /** Begins, with file notifications where the machine has them. */
    public static FileChanges open() {
        try {
            return new FileChanges(FileSystems.getDefault().newWatchService());
        } catch (IOException e) {
            LOG.warn("no file notifications ({}): looking every {} ms", e.getMessage(), POLL_MILLIS);
            return new FileChanges(null);
        }
    }

    /** Begins without file notifications, as on a machine that has none. */
    public static FileChanges polling() {
        return new FileChanges(null);
    }

    /**
     * Calls back on each change in this directory (not below it), and once at the beginning.
     *
     * @param directory an existing directory
     * @param callback runs on a thread that all share: short, never blocking; changes that come together are told once
     */
    public Watch watch(Path directory, Runnable callback) {
        return watch(directory, Set.of(), callback);
    }

    /**
     * As {@link #watch(Path, Runnable)}, on changes of some files only.
     *
     * @param names of the files in the directory, which need not be there yet; empty for all
     */
    public Watch watch(Path directory, Set<String> names, Runnable callback) {
        Interest interest = new Interest(Set.copyOf(names), callback);
        Watched watched;
        synchronized (this) {
            watched = directories.computeIfAbsent(directory, this::register);
            watched.interests.add(interest);
            if (watched.key == null && !polling) {
                polling = true;
                poller.scheduleWithFixedDelay(this::pollAll, POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        poller.execute(() -> call(callback));
        return () -> remove(directory, watched, interest);
    }

    private Watched register(Path directory) {
        WatchService watching = service;
        if (watching != null) {
            try {
                WatchKey key = directory.register(
                        watching, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
                Watched watched = new Watched(key);
                byKey.put(key, watched);
                return watched;
            } catch (IOException e) {
                LOG.debug("no notifications for {} ({}): looking every {} ms", directory, e.getMessage(), POLL_MILLIS);
            }
        }
        return new Watched(null);
    }

    private synchronized void remove(Path directory, Watched watched, Interest interest) {
        watched.interests.remove(interest);
        if (watched.interests.isEmpty() && directories.remove(directory, watched)) {
            WatchKey key = watched.key;
            if (key != null) {
                byKey.remove(key);
                key.cancel();
            }
        }
    }

    private void follow(WatchService watching) {
        try {
            while (true) {
                WatchKey key = watching.take();
                List<WatchEvent<?>> events = key.pollEvents();
                key.reset();
                Watched watched = byKey.get(key);
                if (watched != null && !events.isEmpty()) {
                    for (Interest interest : watched.interests) {
                        if (interest.concerns(events)) {
                            call(interest.callback());
                        }
                    }
                }
            }
        } catch (ClosedWatchServiceException | InterruptedException e) {
            LOG.debug("file notifications have ended");
        }
    }

    private void pollAll() {
        for (Watched watched : directories.values()) {
            if (watched.key == null) {
                watched.interests.forEach(interest -> call(interest.callback()));
            }
        }
    }

    private static void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.error("a callback for file changes failed", e);
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        poller.shutdownNow();
        WatchService watching = service;
        if (watching != null) {
            try {
                watching.close();
            } catch (IOException e) {
                LOG.debug("closing file notifications: {}", e.getMessage());
            }
        }
    }
}
