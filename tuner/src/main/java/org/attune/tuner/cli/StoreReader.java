package org.attune.tuner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.attune.runner.worker.AttemptId;
import org.attune.tuner.config.DataDirectory;
import org.attune.tuner.store.StudyQueries;
import org.attune.tuner.store.filter.Filter;
import org.attune.tuner.store.filter.FilterProblem;
import org.attune.tuner.store.filter.OrderBy;
import org.attune.tuner.store.view.TrialChoice;
import org.attune.tuner.store.view.TrialRow;
import org.attune.tuner.store.view.TrialTable;
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
    public JsonNode studies(Set<String> states, @Nullable String pageToken) {
        Set<StudyState> wanted = new LinkedHashSet<>();
        for (String state : states) {
            wanted.add(StudyState.valueOf(state));
        }
        return tree(queries.studies(wanted, PAGE, pageToken));
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
        StudyQueries.TrialOrder by = switch (order) {
            case "objective" -> StudyQueries.TrialOrder.OBJECTIVE;
            case "number desc" -> StudyQueries.TrialOrder.NUMBER_DESCENDING;
            default -> StudyQueries.TrialOrder.NUMBER;
        };
        return tree(found(study, queries.trials(study, wanted, by, pageSize, pageToken)));
    }

    @Override
    public JsonNode chosen(
            String study, Set<String> states, String filter, String order, int pageSize, @Nullable String pageToken) {
        try {
            Filter<TrialRow> read = Filter.parse(filter, TrialTable.FIELDS);
            Predicate<TrialRow> wanted = read.predicate();
            TrialChoice choice = new TrialChoice(
                    states.isEmpty()
                            ? read
                            : new Filter<>(
                                    new TreeSet<>(states) + " " + filter,
                                    wanted.and(
                                            row -> states.contains(row.state().name()))),
                    OrderBy.parse(order, TrialTable.FIELDS, "number"));
            return tree(found(study, queries.trials(study, choice, pageSize, pageToken)));
        } catch (FilterProblem e) {
            throw new CliFailure(
                    ExitCode.INVALID,
                    "column " + e.column() + ": " + e.detail()
                            + e.nearest()
                                    .map(near -> "\n  help: did you mean \"" + near + "\"?")
                                    .orElse(""));
        }
    }

    @Override
    public JsonNode trial(String study, int number) {
        found(study, queries.study(study, false));
        return tree(queries.trial(study, number)
                .orElseThrow(() ->
                        new CliFailure(ExitCode.NOT_FOUND, "there is no trial " + number + " of a study " + study)));
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
    public JsonNode events(String study, int number, @Nullable String pageToken) {
        if (number > 0) {
            trial(study, number);
        }
        return tree(found(study, queries.events(study, number > 0 ? number : null, PAGE, pageToken)));
    }

    @Override
    public LogPiece log(String study, int number, int attempt, int rank, String stream, long offset, int limit) {
        return file(study, number, attempt, rank, stream).read(offset, limit);
    }

    @Override
    public LogPiece tail(String study, int number, int attempt, int rank, String stream, int lines) {
        return file(study, number, attempt, rank, stream).tail(lines);
    }

    private LogFile file(String study, int number, int attempt, int rank, String stream) {
        AttemptId id = new AttemptId(found(study, queries.study(study, false)).uid(), number, attempt);
        return new LogFile(
                stream.equals("err") ? directory.standardError(id, rank) : directory.standardOutput(id, rank));
    }

    @Override
    public void close() {
        queries.close();
    }

    private <T> T found(String study, Optional<T> answer) {
        return answer.orElseThrow(() -> {
            List<String> names = new ArrayList<>();
            for (JsonNode known : StudyReader.all("studies", 0, token -> studies(Set.of(), token))
                    .path("studies")) {
                names.add(known.path("studyId").asText());
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
