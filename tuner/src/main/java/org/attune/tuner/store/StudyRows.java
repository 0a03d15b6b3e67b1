package org.attune.tuner.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.attune.runner.worker.FailureKind;
import org.attune.tuner.study.Attempt;
import org.attune.tuner.study.AttemptState;
import org.attune.tuner.study.ClientLease;
import org.attune.tuner.study.Observations;
import org.attune.tuner.study.Study;
import org.attune.tuner.study.StudyState;
import org.attune.tuner.study.Trial;
import org.attune.tuner.study.TrialResult;
import org.attune.tuner.study.TrialState;
import org.jspecify.annotations.Nullable;

/** Reads studies back from their rows, within one snapshot of the database. */
final class StudyRows {

    private final Connection connection;

    /** @param connection whose transaction shows one state of the store */
    StudyRows(Connection connection) {
        this.connection = connection;
    }

    List<StoredStudy> open() throws SQLException {
        List<StoredStudy> found = new ArrayList<>();
        for (String name : names()) {
            StoredStudy study = named(name);
            if (study != null) {
                found.add(study);
            }
        }
        return found;
    }

    private List<String> names() throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement("""
                        SELECT name FROM study WHERE state IN ('ACTIVE', 'PAUSED', 'STOPPING') ORDER BY created_ms, uid
                        """);
                ResultSet rows = sql.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        }
        return names;
    }

    @Nullable
    StoredStudy named(String name) throws SQLException {
        Study study = study(name);
        if (study == null) {
            return null;
        }
        String uid = study.uid();
        List<Integer> endOrder = new ArrayList<>();
        List<Trial> trials = trials(uid, attempts(uid));
        try (PreparedStatement sql = connection.prepareStatement("""
                SELECT number FROM trial WHERE study = ? AND end_seq IS NOT NULL ORDER BY end_seq, end_index, number
                """)) {
            sql.setString(1, uid);
            try (ResultSet rows = sql.executeQuery()) {
                while (rows.next()) {
                    endOrder.add(rows.getInt(1));
                }
            }
        }
        return new StoredStudy(study, trials, observations(uid), List.copyOf(endOrder), answers(uid));
    }

    private @Nullable Study study(String name) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement("""
                SELECT s.uid, s.state, s.reason, s.seed, s.files_digest, s.created_ms, s.ended_ms, s.owner, t.spec, t.submitted, t.earlier
                FROM study s JOIN study_spec t ON t.study = s.uid WHERE s.name = ?
                """)) {
            sql.setString(1, name);
            try (ResultSet row = sql.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                return new Study(
                        name,
                        row.getString("uid"),
                        RowJson.spec(row.getString("spec")),
                        row.getString("submitted"),
                        row.getLong("seed"),
                        row.getString("files_digest"),
                        StudyState.valueOf(row.getString("state")),
                        row.getString("reason"),
                        row.getLong("created_ms"),
                        row.getLong("ended_ms"),
                        row.getString("owner"),
                        RowJson.earlier(row.getString("earlier")));
            }
        }
    }

    private Map<Integer, List<Attempt>> attempts(String uid) throws SQLException {
        Map<Integer, List<Attempt>> byTrial = new HashMap<>();
        try (PreparedStatement sql = connection.prepareStatement("""
                SELECT trial, number, state, runner, claim, outcome, created_ms, started_ms, ended_ms
                FROM attempt WHERE study = ? ORDER BY trial, number
                """)) {
            sql.setString(1, uid);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    byTrial.computeIfAbsent(row.getInt("trial"), t -> new ArrayList<>(1))
                            .add(attempt(row));
                }
            }
        }
        return byTrial;
    }

    static Attempt attempt(ResultSet row) throws SQLException {
        return new Attempt(
                row.getInt("number"),
                AttemptState.valueOf(row.getString("state")),
                row.getString("runner"),
                RowJson.claim(row.getString("claim")),
                RowJson.outcome(row.getString("outcome")),
                row.getLong("created_ms"),
                row.getLong("started_ms"),
                row.getLong("ended_ms"));
    }

    private List<Trial> trials(String uid, Map<Integer, List<Attempt>> attempts) throws SQLException {
        List<Trial> trials = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement("""
                SELECT number, state, parameters, origin, history, client_id, lease_ms, lease_until_ms, metrics, step,
                       failure, reason, created_ms, started_ms, ended_ms
                FROM trial WHERE study = ? ORDER BY number
                """)) {
            sql.setString(1, uid);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    trials.add(trial(row, attempts.getOrDefault(row.getInt("number"), List.of())));
                }
            }
        }
        return trials;
    }

    static Trial trial(ResultSet row, List<Attempt> attempts) throws SQLException {
        String client = row.getString("client_id");
        return new Trial(
                row.getInt("number"),
                TrialState.valueOf(row.getString("state")),
                RowJson.parameters(row.getString("parameters")),
                row.getString("origin"),
                row.getInt("history"),
                client == null ? null : new ClientLease(client, row.getLong("lease_ms"), row.getLong("lease_until_ms")),
                new TrialResult(
                        RowJson.metrics(row.getString("metrics")),
                        row.getLong("step"),
                        FailureKind.valueOf(row.getString("failure")),
                        row.getString("reason")),
                row.getLong("created_ms"),
                row.getLong("started_ms"),
                row.getLong("ended_ms"),
                attempts);
    }

    private List<Observations> observations(String uid) throws SQLException {
        List<Observations> found = new ArrayList<>();
        try (PreparedStatement sql = connection.prepareStatement("""
                SELECT id, trial, attempt, worker, position, points FROM observation WHERE study = ? ORDER BY id
                """)) {
            sql.setString(1, uid);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    found.add(observations(row));
                }
            }
        }
        return found;
    }

    static Observations observations(ResultSet row) throws SQLException {
        return new Observations(
                row.getInt("trial"),
                row.getInt("attempt"),
                row.getInt("worker"),
                row.getLong("position"),
                PackedPoints.unpack(row.getBytes("points")));
    }

    private Map<String, String> answers(String uid) throws SQLException {
        Map<String, String> answers = new LinkedHashMap<>();
        try (PreparedStatement sql =
                connection.prepareStatement("SELECT id, answer FROM request WHERE study = ? ORDER BY seq, id")) {
            sql.setString(1, uid);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    answers.put(row.getString(1), row.getString(2));
                }
            }
        }
        return answers;
    }
}
