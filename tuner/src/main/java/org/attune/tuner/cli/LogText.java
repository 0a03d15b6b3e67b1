package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Prints what the workers of one trial wrote: bytes as they are, standard output first, then standard error. */
final class LogText {

    private static final int PIECE = 256 << 10;
    private static final int TAIL_BYTES = 1 << 20;
    private static final long FOLLOW_MILLIS = 300;

    private final StudyReader reader;
    private final Terminal terminal;
    private final String study;
    private final int number;

    /** One file that is being printed. */
    private static final class Source {
        final int rank;
        final String stream;
        long offset;

        Source(int rank, String stream) {
            this.rank = rank;
            this.stream = stream;
        }
    }

    LogText(StudyReader reader, Terminal terminal, String study, int number) {
        this.reader = reader;
        this.terminal = terminal;
        this.study = study;
        this.number = number;
    }

    static int number(String text) {
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new CliFailure(ExitCode.USAGE, "\"" + text + "\" is not the number of a trial");
        }
        return Integer.parseInt(text);
    }

    /**
     * @param attempt 0 for the last
     * @param rank a number or {@code all}
     * @param tail only so many last lines; -1 for all
     */
    int print(int attempt, String rank, int tail, boolean follow) {
        JsonNode trial = reader.trial(study, number);
        JsonNode attempts = trial.path("attempts");
        if (attempts.isEmpty()) {
            throw new CliFailure(ExitCode.NOT_FOUND, study + " trial " + number + " has not started yet");
        }
        JsonNode last = attempts.get(attempts.size() - 1);
        int of = attempt > 0 ? attempt : last.path("number").asInt();
        if (of > attempts.size()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND, study + " trial " + number + " has " + attempts.size() + " attempts, not " + of);
        }
        boolean one = !rank.equals("all");
        List<Source> sources = new ArrayList<>();
        int ranks = one ? 1 : Math.max(1, attempts.get(of - 1).path("nodes").size());
        for (int r = 0; r < ranks; r++) {
            int at = one ? rankNumber(rank) : r;
            sources.add(new Source(at, "out"));
            sources.add(new Source(at, "err"));
        }
        for (Source source : sources) {
            if (tail >= 0) {
                writeTail(source, of, tail);
            } else {
                drain(source, of, !one);
            }
        }
        while (follow && !ended()) {
            boolean any = false;
            for (Source source : sources) {
                any |= drain(source, of, !one);
            }
            terminal.out().flush();
            if (terminal.out().checkError()) {
                return ExitCode.BROKEN_PIPE;
            }
            if (!any && !pause()) {
                return ExitCode.INTERRUPTED;
            }
        }
        if (follow) {
            for (Source source : sources) {
                drain(source, of, !one);
            }
        }
        return ExitCode.OK;
    }

    private boolean ended() {
        JsonNode trial = reader.trial(study, number);
        return trial.hasNonNull("endTime");
    }

    private boolean drain(Source source, int attempt, boolean named) {
        boolean any = false;
        while (true) {
            StudyReader.LogPiece piece =
                    reader.log(study, number, attempt, source.rank, source.stream, source.offset, PIECE);
            source.offset = piece.nextOffset();
            if (piece.bytes().length == 0) {
                return any;
            }
            any = true;
            write(terminal.out(), piece.bytes(), named ? "[r" + source.rank + "] " : "");
        }
    }

    private void writeTail(Source source, int attempt, int lines) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        while (true) {
            StudyReader.LogPiece piece =
                    reader.log(study, number, attempt, source.rank, source.stream, source.offset, PIECE);
            source.offset = piece.nextOffset();
            if (piece.bytes().length == 0) {
                break;
            }
            kept.writeBytes(piece.bytes());
            if (kept.size() > 2 * TAIL_BYTES) {
                byte[] all = kept.toByteArray();
                kept.reset();
                kept.write(all, all.length - TAIL_BYTES, TAIL_BYTES);
            }
        }
        byte[] bytes = kept.toByteArray();
        int from = bytes.length;
        int seen = 0;
        while (from > 0 && (seen < lines || bytes[from - 1] != '\n')) {
            from--;
            if (bytes[from] == '\n' && from < bytes.length - 1) {
                seen++;
                if (seen == lines) {
                    from++;
                    break;
                }
            }
        }
        if (lines > 0) {
            terminal.out().write(bytes, from, bytes.length - from);
        }
    }

    private static void write(PrintStream out, byte[] bytes, String prefix) {
        if (prefix.isEmpty()) {
            out.write(bytes, 0, bytes.length);
            return;
        }
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                out.print(prefix);
                out.write(bytes, from, i + 1 - from);
                from = i + 1;
            }
        }
        if (from < bytes.length) {
            out.print(prefix);
            out.write(bytes, from, bytes.length - from);
            out.println();
        }
    }

    private static int rankNumber(String rank) {
        if (!rank.matches("0|[1-9][0-9]{0,4}")) {
            throw new CliFailure(ExitCode.USAGE, "--rank " + rank + " is not a number or all");
        }
        return Integer.parseInt(rank);
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(FOLLOW_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
