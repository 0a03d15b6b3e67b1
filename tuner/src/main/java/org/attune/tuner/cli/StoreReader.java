package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.view.StudyView;
import org.attune.tuner.store.view.ViewJson;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/** Reads the store of a data directory that no server owns just now. */
final class StoreReader implements StudyReader {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final DataDirectory directory;
    private final StudyQueries queries;

    private StoreReader(DataDirectory directory, StudyQueries queries) {
        this.directory = directory;
        this.queries = queries;
    }

    /** Opens it; fails when there is no store, or another process holds it. */
    static StoreReader open(DataDirectory directory) {
        Optional<StudyQueries> queries;
        try {
            queries = StudyQueries.openReadOnly(directory, PATIENCE);
        } catch (org.attune.tuner.config.DataDirectoryBusy e) {
            throw new CliFailure(ExitCode.CONFLICT, String.valueOf(e.getMessage()));
        }
        return new StoreReader(
                directory,
                queries.orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND,
                        "nothing was ever stored in " + directory.root()
                                + "\n  help: run a study first:  attune run examples/digits/study.yaml")));
    }

    @Override
    public JsonNode studies(Set<String> states) {
        Set<StudyState> wanted = new LinkedHashSet<>();
        for (String state : states) {
            wanted.add(StudyState.valueOf(state));
        }
        return tree(queries.studies(wanted, StudyQueries.MAX_PAGE, null));
    }

    @Override
    public JsonNode study(String study, boolean full) {
        return tree(found(study, queries.study(study, full)));
    }

    @Override
    public String spec(String study) {
        return found(study, queries.submittedText(study));
    }

    @Override
    public JsonNode trials(String study, Set<String> states, String order, int pageSize, @Nullable String pageToken) {
        Set<TrialState> wanted = new LinkedHashSet<>();
        for (String state : states) {
            wanted.add(TrialState.valueOf(state));
        }
        StudyQueries.TrialOrder by =
                order.equals("objective") ? StudyQueries.TrialOrder.OBJECTIVE : StudyQueries.TrialOrder.NUMBER;
        return tree(found(study, queries.trials(study, wanted, by, pageSize, pageToken)));
    }

    @Override
    public JsonNode trial(String study, int number) {
        found(study, queries.study(study, false));
        return tree(queries.trial(study, number)
                .orElseThrow(() -> new CliFailure(
                        ExitCode.NOT_FOUND, "study " + study + " has no trial " + number)));
    }

    @Override
    public JsonNode best(String study, int count) {
        return wrap("trials", found(study, queries.best(study, count)));
    }

    @Override
    public JsonNode series(String study, int number) {
        trial(study, number);
        return wrap("series", found(study, queries.series(study, number, Set.of())));
    }

    @Override
    public JsonNode events(String study, int number) {
        return tree(found(study, queries.events(study, number > 0 ? number : null, StudyQueries.MAX_PAGE, null)));
    }

    @Override
    public LogPiece log(String study, int number, int attempt, int rank, String stream, long offset, int limit) {
        AttemptId id = new AttemptId(found(study, queries.study(study, false)).uid(), number, attempt);
        Path file = stream.equals("err") ? directory.standardError(id, rank) : directory.standardOutput(id, rank);
        if (!Files.exists(file)) {
            return new LogPiece(new byte[0], offset);
        }
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long from = offset < 0 ? Math.max(0, log.length() + offset) : offset;
            byte[] bytes = new byte[(int) Math.max(0, Math.min(limit, log.length() - from))];
            log.seek(from);
            log.readFully(bytes);
            return new LogPiece(bytes, from + bytes.length);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.UNEXPECTED, "the log " + file + " cannot be read: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        queries.close();
    }

    private <T> T found(String study, Optional<T> answer) {
        return answer.orElseThrow(() -> {
            List<String> names = new ArrayList<>();
            for (StudyView view : queries.studies(Set.of(), StudyQueries.MAX_PAGE, null).studies()) {
                names.add(view.studyId());
            }
            return Names.unknownStudy(study, names);
        });
    }

    private static JsonNode tree(Object view) {
        return ViewJson.mapper().valueToTree(view);
    }

    private static JsonNode wrap(String name, Object views) {
        ObjectNode node = ViewJson.mapper().createObjectNode();
        node.set(name, ViewJson.mapper().valueToTree(views));
        return node;
    }
}
