package org.attune.cluster.agent;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.attune.cluster.schedule.Ticker;
import org.attune.runner.worker.WorkerSpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the logs of this node to the server as they grow: {@code PUT
 * /api/v1/logs/{uid}/{trial}/{attempt}/{rank}.{out|err}?offset=N} with the bytes from there on. The server says with
 * status 409 and {@code X-Next-Offset} where it stands, so nothing is remembered here: after a restart everything recent
 * is offered again. One thread, so one request at a time.
 */
public final class LogUploader implements LogSink {

    private static final Logger LOG = LoggerFactory.getLogger(LogUploader.class);
    private static final int CHUNK = 1 << 20;
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration RETRY_MAX = Duration.ofSeconds(30);
    private static final Duration RECENT = Duration.ofDays(7);
    private static final int FILES_MAX = 20_000;
    private static final Pattern FILE =
            Pattern.compile("([a-z0-9]{1,32})/(\\d{1,9})/a(\\d{1,9})/r(\\d{1,9})\\.(out|err)");
    private static final String NEXT_OFFSET = "X-Next-Offset";

    private static final class Log {
        final Path file;
        final String path;
        long offset;
        boolean complete;
        boolean probed;

        Log(Path file, String path) {
            this.file = file;
            this.path = path;
        }
    }

    private final ServerAccess server;
    private final @Nullable ArtifactUploader artifacts;
    private final Path logDirectory;
    private final Ticker ticker;
    private final InstantSource clock;
    private final Map<Path, Log> logs = new LinkedHashMap<>();
    private final Thread thread;
    private boolean closed;
    private long retryNanos;
    private long notBeforeNanos;

    /**
     * Starts to send, beginning with what earlier agents left below the log directory in the last seven days.
     *
     * @param server where to
     * @param logDirectory as in {@link AgentSettings#logDirectory()}
     */
    public LogUploader(ServerAccess server, Path logDirectory, Ticker ticker, InstantSource clock) {
        this(server, logDirectory, ticker, clock, null);
    }

    /** The same, sending what trials keep as well. */
    public LogUploader(
            ServerAccess server,
            Path logDirectory,
            Ticker ticker,
            InstantSource clock,
            @Nullable ArtifactUploader artifacts) {
        this.artifacts = artifacts;
        this.server = server;
        this.logDirectory = logDirectory.toAbsolutePath();
        this.ticker = ticker;
        this.clock = clock;
        this.notBeforeNanos = ticker.nanos();
        this.thread = new Thread(this::run, "attune-log-upload");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void follow(WorkerSpec spec) {
        follow(spec.outFile());
        follow(spec.errFile());
    }

    synchronized void follow(Path file) {
        add(file).complete = false;
    }

    @Override
    public synchronized void ended(WorkerSpec spec) {
        if (artifacts != null) {
            artifacts.ended(spec);
        }
        for (Path file : List.of(spec.outFile(), spec.errFile())) {
            add(file).complete = true;
        }
        notifyAll();
    }

    private Log add(Path file) {
        return logs.computeIfAbsent(file, f -> new Log(f, urlPath(f)));
    }

    private String urlPath(Path file) {
        Matcher m = FILE.matcher(logDirectory.relativize(file).toString());
        if (!m.matches()) {
            throw new IllegalArgumentException("not the log of a worker: " + file);
        }
        return "logs/" + m.group(1) + "/" + m.group(2) + "/" + m.group(3) + "/" + m.group(4) + "." + m.group(5);
    }

    private void run() {
        leftBehind();
        while (true) {
            List<Log> now;
            synchronized (this) {
                if (closed) {
                    return;
                }
                now = new ArrayList<>(logs.values());
            }
            boolean sent = false;
            for (Log log : now) {
                if (ticker.nanos() - notBeforeNanos < 0) {
                    break;
                }
                sent |= send(log);
            }
            if (!sent) {
                pause();
            }
        }
    }

    private synchronized void pause() {
        try {
            if (!closed) {
                wait(PERIOD.toMillis());
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private void leftBehind() {
        if (!Files.isDirectory(logDirectory)) {
            return;
        }
        long oldest = clock.millis() - RECENT.toMillis();
        try (Stream<Path> files = Files.walk(logDirectory, 4)) {
            List<Path> recent = files.filter(f ->
                            FILE.matcher(logDirectory.relativize(f).toString()).matches())
                    .filter(f -> modified(f) >= oldest)
                    .limit(FILES_MAX)
                    .toList();
            synchronized (this) {
                for (Path file : recent) {
                    if (!logs.containsKey(file)) {
                        add(file).complete = true;
                    }
                }
            }
        } catch (IOException e) {
            LOG.warn("logs of before cannot be listed: {}", e.toString());
        }
    }

    private static long modified(Path file) {
        try {
            FileTime time = Files.getLastModifiedTime(file);
            return time.toMillis();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Sends the next piece of a log; true when there may be more at once. */
    private boolean send(Log log) {
        boolean complete;
        synchronized (this) {
            complete = log.complete;
        }
        try {
            byte[] piece = log.probed ? read(log) : new byte[0];
            if (log.probed && piece.length == 0) {
                if (complete) {
                    synchronized (this) {
                        logs.remove(log.file);
                    }
                }
                return false;
            }
            put(log, piece);
            retryNanos = 0;
            return true;
        } catch (NoSuchFileException e) {
            if (complete) {
                synchronized (this) {
                    logs.remove(log.file);
                }
            }
        } catch (IOException e) {
            retryNanos = Math.min(RETRY_MAX.toNanos(), Math.max(PERIOD.toNanos(), 2 * retryNanos));
            notBeforeNanos = ticker.nanos() + retryNanos;
            LOG.warn("the log {} is not sent, again in {} s: {}", log.path, retryNanos / 1_000_000_000, e.toString());
        }
        return false;
    }

    private static byte[] read(Log log) throws IOException {
        try (FileChannel channel = FileChannel.open(log.file, StandardOpenOption.READ)) {
            long there = channel.size() - log.offset;
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, Math.min(CHUNK, there)));
            while (buffer.hasRemaining() && channel.read(buffer, log.offset + buffer.position()) >= 0) {
                // until it is full or the file ends
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        }
    }

    private void put(Log log, byte[] piece) throws IOException {
        HttpURLConnection connection = server.open("PUT", log.path + "?offset=" + log.offset);
        try {
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/octet-stream");
            connection.setFixedLengthStreamingMode(piece.length);
            try (var out = connection.getOutputStream()) {
                out.write(piece);
            }
            int status = connection.getResponseCode();
            if (status == HttpURLConnection.HTTP_CONFLICT) {
                log.offset = nextOffset(connection);
            } else if (status / 100 == 2) {
                log.offset += piece.length;
            } else {
                throw new IOException(connection.getURL() + " answers " + status);
            }
            log.probed = true;
        } finally {
            connection.disconnect();
        }
    }

    private static long nextOffset(HttpURLConnection connection) throws IOException {
        long next = connection.getHeaderFieldLong(NEXT_OFFSET, -1);
        if (next < 0) {
            throw new IOException(connection.getURL() + " answers 409 without " + NEXT_OFFSET);
        }
        return next;
    }

    @Override
    public void close() {
        if (artifacts != null) {
            artifacts.close();
        }
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
