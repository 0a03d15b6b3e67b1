package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints what the workers of one trial wrote: bytes as they are, standard output first, then standard error. */
final class LogText {

    private static final int PIECE = 256 << 10;
    private static final int LINE_MAX = 64 << 10;
    private static final long FOLLOW_MILLIS = 300;

    private final StudyReader reader;
    private final Terminal terminal;
    private final String study;
    private final int number;
    private final @Nullable Pattern grep;

    /** One file that is being printed. */
    private final class Source {
        final int attempt;
        final int rank;
        final String stream;
        final String prefix;
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        long offset;

        Source(int attempt, int rank, String stream, String prefix) {
            this.attempt = attempt;
            this.rank = rank;
            this.stream = stream;
            this.prefix = prefix;
        }

        void tail(int lines) {
            StudyReader.LogPiece piece = reader.tail(study, number, attempt, rank, stream, lines);
            offset = piece.nextOffset();
            write(piece.bytes());
        }

        /** Prints what is there; whether there was anything. */
        boolean drain() {
            boolean any = false;
            while (true) {
                StudyReader.LogPiece piece = reader.log(study, number, attempt, rank, stream, offset, PIECE);
                if (piece.nextOffset() == offset) {
                    return any;
                }
                any = true;
                offset = piece.nextOffset();
                write(piece.bytes());
                closedEarly();
            }
        }

        /** Without a prefix as it comes; with one in whole lines, so that ranks do not mix within a line. */
        private void write(byte[] bytes) {
            PrintStream out = terminal.out();
            if (prefix.isEmpty() && grep == null) {
                out.write(bytes, 0, bytes.length);
                return;
            }
            int from = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == '\n' || line.size() + i - from >= LINE_MAX) {
                    line.write(bytes, from, i - from);
                    endLine();
                    from = bytes[i] == '\n' ? i + 1 : i;
                }
            }
            line.write(bytes, from, bytes.length - from);
        }

        void end() {
            if (line.size() > 0) {
                endLine();
            }
        }

        private void endLine() {
            if (grep == null
                    || grep.matcher(line.toString(StandardCharsets.UTF_8)).find()) {
                terminal.out().print(prefix);
                terminal.out().writeBytes(line.toByteArray());
                terminal.out().print('\n');
            }
            line.reset();
        }
    }

    LogText(StudyReader reader, Terminal terminal, String study, int number, @Nullable Pattern grep) {
        this.grep = grep;
        this.reader = reader;
        this.terminal = terminal;
        this.study = study;
        this.number = number;
    }

    /**
     * Prints them.
     *
     * @param attempt 0 for the last
     * @param rank a number or {@code all}
     * @param tail only so many last lines; -1 for all
     * @param follow go on until the trial has ended
     */
    int print(int attempt, String rank, int tail, boolean follow) {
        List<Source> sources = sources(attempt, rank);
        for (Source source : sources) {
            if (tail >= 0) {
                source.tail(tail);
            } else {
                source.drain();
            }
        }
        // what was written before the end was seen is read once more after it
        boolean ended = !follow;
        while (!ended) {
            ended = ended(sources.get(0).attempt);
            boolean any = false;
            for (Source source : sources) {
                any |= source.drain();
            }
            terminal.out().flush();
            closedEarly();
            if (!any && !ended) {
                Pause.millis(FOLLOW_MILLIS);
            }
        }
        sources.forEach(Source::end);
        return ExitCode.OK;
    }

    private List<Source> sources(int attempt, String rank) {
        boolean all = rank.equals("all");
        int one = all ? 0 : rankNumber(rank);
        JsonNode attempts = reader.trial(study, number).path("attempts");
        if (attempts.isEmpty()) {
            throw new CliFailure(ExitCode.NOT_FOUND, study + " trial " + number + " has not started yet");
        }
        int last = attempts.get(attempts.size() - 1).path("number").asInt();
        int of = attempt > 0 ? attempt : last;
        if (of > attempts.size()) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    study + " trial " + number + " has " + attempts.size()
                            + (attempts.size() == 1 ? " attempt" : " attempts") + ", not " + of);
        }
        int ranks = Math.max(1, attempts.get(of - 1).path("nodes").size());
        if (one >= ranks) {
            throw new CliFailure(
                    ExitCode.NOT_FOUND,
                    study + " trial " + number + " has the ranks 0 to " + (ranks - 1) + ", not " + one);
        }
        List<Source> sources = new ArrayList<>();
        for (int r = all ? 0 : one; r < (all ? ranks : one + 1); r++) {
            String prefix = all && ranks > 1 ? "[r" + r + "] " : "";
            sources.add(new Source(of, r, "out", prefix));
            sources.add(new Source(of, r, "err", prefix));
        }
        return sources;
    }

    private boolean ended(int attempt) {
        JsonNode trial = reader.trial(study, number);
        return trial.hasNonNull("endTime")
                || trial.path("attempts").path(attempt - 1).hasNonNull("endTime");
    }

    private void closedEarly() {
        if (terminal.out().checkError()) {
            throw new Printed(ExitCode.BROKEN_PIPE);
        }
    }

    private static int rankNumber(String rank) {
        if (!rank.matches("0|[1-9][0-9]{0,4}")) {
            throw new CliFailure(ExitCode.USAGE, "--rank " + rank + " is not a number or all");
        }
        return Integer.parseInt(rank);
    }
}
