package org.attune.cluster.agent;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what trials keep to a server that shares no directory with this machine: after the end of each worker the files of
 * its trial that have changed since they were sent, each as a whole, with the trial's own token. One thread, so one request
 * at a time. What an agent has not sent when it ends stays on its machine.
 */
public final class ArtifactUploader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ArtifactUploader.class);
    private static final int WAITING_MAX = 10_000;
    private static final int FILES_MAX = 10_000;
    private static final int DEPTH_MAX = 32;
    private static final long BYTES_MAX = 1L << 30;
    private static final int TRIES = 6;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration READ_TIMEOUT = Duration.ofMinutes(5);
    private static final int REMEMBERED = 1_000;

    private final ServerAccess server;
    private final LinkedBlockingQueue<WorkerSpec> waiting = new LinkedBlockingQueue<>(WAITING_MAX);
    private final Map<Path, Map<String, Stamp>> sent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Map<String, Stamp>> eldest) {
            return size() > REMEMBERED;
        }
    };
    private final Thread thread;

    private record Stamp(long bytes, long modifiedMillis) {}

    /** Starts to send to a server. */
    public ArtifactUploader(ServerAccess server) {
        this.server = server;
        this.thread = new Thread(this::run, "attune-artifact-upload");
        thread.setDaemon(true);
        thread.start();
    }

    /** A worker has ended: what its trial keeps is to be sent. */
    void ended(WorkerSpec spec) {
        if (spec.tokenFile() != null && !waiting.offer(spec)) {
            LOG.warn("the artifacts of {} are not sent: too many wait", spec.id());
        }
    }

    private void run() {
        try {
            while (true) {
                WorkerSpec spec = waiting.take();
                @Nullable Path token = spec.tokenFile();
                if (token != null) {
                    send(spec, token);
                }
            }
        } catch (InterruptedException e) {
            // the agent ends
        }
    }

    private void send(WorkerSpec spec, Path token) throws InterruptedException {
        Path root = spec.artifactDirectory();
        Map<String, Stamp> before = sent.computeIfAbsent(root, r -> new TreeMap<>());
        String base = "studies/" + spec.template().study() + "/trials/"
                + spec.id().attempt().trial() + "/artifacts/";
        for (Map.Entry<String, Stamp> each : files(root).entrySet()) {
            if (each.getValue().equals(before.get(each.getKey()))) {
                continue;
            }
            if (each.getValue().bytes() > BYTES_MAX) {
                LOG.warn("artifact {} of {} is larger than 1 GiB and stays here", each.getKey(), spec.id());
            } else if (patiently(root.resolve(each.getKey()), base + encoded(each.getKey()), token)) {
                before.put(each.getKey(), each.getValue());
            }
        }
    }

    private static Map<String, Stamp> files(Path root) {
        Map<String, Stamp> files = new TreeMap<>();
        if (!Files.isDirectory(root)) {
            return files;
        }
        try {
            Files.walkFileTree(root, Set.of(), DEPTH_MAX, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        files.put(
                                root.relativize(file).toString(),
                                new Stamp(
                                        attributes.size(),
                                        attributes.lastModifiedTime().toMillis()));
                    }
                    return files.size() < FILES_MAX ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            LOG.warn("the artifacts in {} cannot be listed: {}", root, e.toString());
        }
        return files;
    }

    private static String encoded(String path) {
        return URLEncoder.encode(path, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
    }

    private boolean patiently(Path file, String path, Path token) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int tries = 1; tries <= TRIES; tries++) {
            try {
                int status = put(file, path, token);
                if (status < 300) {
                    return true;
                }
                if (status < 500 && status != HttpURLConnection.HTTP_CLIENT_TIMEOUT && status != 429) {
                    LOG.warn("the server does not take {}: {}", path, status);
                    return false;
                }
            } catch (IOException e) {
                LOG.warn("{} is not sent (try {}): {}", path, tries, e.toString());
            }
            TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            pause = pause.multipliedBy(3);
        }
        return false;
    }

    private int put(Path file, String path, Path token) throws IOException {
        HttpURLConnection connection = server.open("PUT", path);
        try {
            connection.setRequestProperty(
                    "Authorization", "Bearer " + Files.readString(token).strip());
            connection.setRequestProperty("Content-Type", "application/octet-stream");
            connection.setReadTimeout((int) READ_TIMEOUT.toMillis());
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(Files.size(file));
            try (var out = connection.getOutputStream()) {
                Files.copy(file, out);
            }
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
