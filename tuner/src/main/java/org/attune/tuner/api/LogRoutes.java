package org.attune.tuner.api;

import static io.javalin.http.HandlerType.GET;
import static io.javalin.http.HandlerType.PUT;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.api.LogPlace.Offsets;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.AttemptView;
import org.attune.tuner.store.view.TrialView;

/** Logs of workers: agents bring them as bytes at an offset, people and programs read them. */
final class LogRoutes {

    private static final String NDJSON = "application/x-ndjson";
    private static final int MAX_LIMIT = 8 << 20;
    private static final int DEFAULT_LIMIT = 1 << 20;
    private static final int MAX_TAIL = 100_000;
    private static final int MAX_WAIT_SECONDS = 600;
    private static final long MAX_PIECE = 8L << 20;
    private static final long MAX_LOG = 1L << 40;

    private final DataDirectory data;
    private final StudyQueries queries;
    private final Pools pools;
    private final LogTails tails;
    private final Set<Path> beingWritten = ConcurrentHashMap.newKeySet();

    LogRoutes(DataDirectory data, StudyQueries queries, Pools pools, LogTails tails) {
        this.data = data;
        this.queries = queries;
        this.pools = pools;
        this.tails = tails;
    }

    List<Route> routes() {
        return List.of(
                Route.of(
                        GET,
                        "/api/v1/studies/{s}/trials/{n}/logs",
                        Access.READ,
                        Set.of("attempt", "rank", "stream", "offset", "tail", "grep", "limit", "follow", "waitSeconds"),
                        Route.Body.NONE,
                        this::read),
                Route.of(
                        PUT,
                        "/api/v1/logs/{uid}/{trial}/{attempt}/{rank}.{stream}",
                        Access.AGENT,
                        Set.of("offset"),
                        Route.Body.STREAM,
                        this::append));
    }

    private CompletionStage<Reply> read(Call call) {
        String stream = call.queryChoice("stream", Set.of("out", "err", "both"), "both");
        int attempt = (int) call.queryWhole("attempt", 1, 999_999_999, 0);
        int rank = (int) call.queryWhole("rank", 0, 99_999, 0);
        int limit = (int) call.queryWhole("limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        int tail = (int) call.queryWhole("tail", 0, MAX_TAIL, -1);
        LineFilter grep = LineFilter.read(call.query("grep"));
        boolean follow = call.queryFlag("follow") && !call.head();
        Duration wait = Duration.ofSeconds(call.queryWhole("waitSeconds", 0, MAX_WAIT_SECONDS, 60));
        if (tail >= 0 && call.query("offset") != null) {
            throw new RequestProblem(
                    ProblemCode.BAD_REQUEST, "?tail stands beside ?offset (expected: one or the other)");
        }
        String seen = follow ? call.header("Last-Event-ID") : null;
        Offsets offset = Offsets.parse(seen == null ? call.query("offset") : seen, stream);
        String accept = call.header("Accept");
        LogSlice.Form form = accept != null && accept.contains(EventRoutes.TYPE) && follow
                ? LogSlice.Form.EVENTS
                : accept != null && accept.contains(NDJSON) ? LogSlice.Form.NDJSON : LogSlice.Form.TEXT;
        return pools.read(() -> {
            TrialView trial = Outcomes.found(queries.trial(call.study(), call.trial()), call.study(), call.trial());
            String uid = Outcomes.found(queries.study(call.study(), false), call.study())
                    .uid();
            int shown = attempt > 0 ? attempt : Math.max(1, trial.attempts().size());
            if (attempt > 0 && attemptOf(trial, attempt).isEmpty()) {
                throw new RequestProblem(ProblemCode.NOT_FOUND, "trial " + call.trial() + " has no attempt " + attempt);
            }
            Map<String, Path> files = new LinkedHashMap<>();
            for (String each : List.of("out", "err")) {
                if (stream.equals("both") || stream.equals(each)) {
                    files.put(each, LogPlace.file(data, new AttemptId(uid, call.trial(), shown), rank, each));
                }
            }
            LogSlice log = new LogSlice(files, stream, form, grep);
            if (!log.within(offset)) {
                throw new RequestProblem(new Problem(
                        ProblemCode.RANGE_INVALID,
                        "?offset=" + offset.text(stream) + " is beyond the end, "
                                + log.ends().text(stream),
                        List.of(),
                        Map.of("X-Next-Offset", log.ends().text(stream))));
            }
            Offsets from = tail >= 0 ? log.tail(tail) : offset;
            return follow ? follow(call, log, from, shown, wait) : slice(log, from, limit);
        });
    }

    private static Optional<AttemptView> attemptOf(TrialView trial, int attempt) {
        return trial.attempts().stream().filter(a -> a.number() == attempt).findFirst();
    }

    private static Reply slice(LogSlice log, Offsets from, int limit) throws IOException {
        LogSlice.Piece piece = log.read(from, limit, false);
        return new Reply.Whole(
                200,
                log.form().contentType,
                piece.bytes(),
                Map.of("X-Next-Offset", piece.next().text(log.stream())));
    }

    private Reply follow(Call call, LogSlice log, Offsets from, int attempt, Duration wait) {
        if (!tails.room()) {
            throw new RequestProblem(Problem.unavailable("too many logs are followed at once"));
        }
        String study = call.study();
        int number = call.trial();
        LogTail tail = new LogTail(
                tails,
                log,
                from,
                () -> queries.trial(study, number)
                        .map(t -> t.state().ended()
                                || attemptOf(t, attempt)
                                        .map(a -> a.state().ended())
                                        .orElse(false))
                        .orElse(true),
                tails.clock(),
                wait);
        Map<String, String> headers = Map.of(
                "X-Next-Offset", from.text(log.stream()), "Cache-Control", "no-store", "X-Accel-Buffering", "no");
        return new Reply.Followed(tail, log.form().contentType, headers);
    }

    private CompletionStage<Reply> append(Call call) {
        long offset = call.queryWhole("offset", 0, MAX_LOG, -1);
        if (offset < 0) {
            throw new RequestProblem(ProblemCode.BAD_REQUEST, "?offset is missing (expected: a byte offset)");
        }
        if (call.announcedLength() > MAX_PIECE) {
            throw Call.tooLarge(MAX_PIECE);
        }
        // the router sees RANK.STREAM as one part; the route's pattern has checked its form
        String file = call.id("file");
        int dot = file.indexOf('.');
        Path path = LogPlace.file(
                data,
                new AttemptId(call.id("uid"), Integer.parseInt(call.id("trial")), Integer.parseInt(call.id("attempt"))),
                Integer.parseInt(file.substring(0, dot)),
                file.substring(dot + 1));
        return pools.transfer(() -> {
            if (!beingWritten.add(path)) {
                throw new RequestProblem(Problem.unavailable("another request is writing this log"));
            }
            try {
                return append(path, offset, call);
            } finally {
                beingWritten.remove(path);
            }
        });
    }

    private static Reply append(Path path, long offset, Call call) throws IOException {
        long size = FileParts.size(path);
        if (size != offset) {
            throw new RequestProblem(new Problem(
                    ProblemCode.WRONG_STATE,
                    "the log has " + size + " bytes, not " + offset,
                    List.of(),
                    Map.of("X-Next-Offset", Long.toString(size))));
        }
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        InputStream body = call.stream();
        long end = size;
        try (FileChannel out = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[64 * 1024];
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                if (end + read - size > MAX_PIECE) {
                    throw Call.tooLarge(MAX_PIECE);
                }
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
                while (bytes.hasRemaining()) {
                    end += out.write(bytes, end);
                }
            }
        }
        return new Reply.Whole(204, "", new byte[0], Map.of("X-Next-Offset", Long.toString(end)));
    }
}
