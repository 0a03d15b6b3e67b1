package org.attune.tuner.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.attune.cluster.gang.ClaimedGang;
import org.attune.cluster.gang.RankPlace;
import org.attune.tuner.store.view.NodeTimeRow;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What attempts take of nodes: noted when one ends, read with those that still run. */
final class NodeTime {

    private NodeTime() {}

    /** What a gang has on one node. */
    private record Held(int workers, int devices) {

        Held plus(RankPlace place) {
            return new Held(workers + 1, devices + place.devices().size());
        }
    }

    /** Notes what an attempt took that has just ended; nothing of one that never ran on nodes. */
    static void note(WriteSession session, String uid, int trial, int attempt) throws SQLException {
        PreparedStatement find = session.sql("""
                SELECT s.name, s.owner, a.claim, a.started_ms, a.ended_ms
                FROM attempt a JOIN study s ON s.uid = a.study
                WHERE a.study = ? AND a.trial = ? AND a.number = ? AND a.claim IS NOT NULL AND a.started_ms > 0
                """);
        find.setString(1, uid);
        find.setInt(2, trial);
        find.setInt(3, attempt);
        try (ResultSet row = find.executeQuery()) {
            if (!row.next()) {
                return;
            }
            PreparedStatement insert = session.sql("""
                    INSERT INTO node_time (study, owner, node, trial, attempt, workers, devices, started_ms, ended_ms)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """);
            for (Map.Entry<String, Held> each :
                    held(RowJson.claim(row.getString("claim"))).entrySet()) {
                insert.setString(1, row.getString("name"));
                insert.setString(2, row.getString("owner"));
                insert.setString(3, each.getKey());
                insert.setInt(4, trial);
                insert.setInt(5, attempt);
                insert.setInt(6, each.getValue().workers());
                insert.setInt(7, each.getValue().devices());
                insert.setLong(8, row.getLong("started_ms"));
                insert.setLong(9, Math.max(row.getLong("started_ms"), row.getLong("ended_ms")));
                insert.executeUpdate();
            }
        }
    }

    private static Map<String, Held> held(@Nullable ClaimedGang claim) {
        Map<String, Held> byNode = new TreeMap<>();
        for (RankPlace place : claim == null ? List.<RankPlace>of() : claim.places()) {
            byNode.put(
                    place.node(),
                    byNode.getOrDefault(place.node(), new Held(0, 0)).plus(place));
        }
        return byNode;
    }

    /** Gives what touches a span of time, the ended first; what still runs ends now. */
    static void read(Handle handle, long fromMillis, long toMillis, long nowMillis, Consumer<NodeTimeRow> taker) {
        try (var rows = handle.createQuery("""
                        SELECT study, owner, node, trial, attempt, workers, devices, started_ms, ended_ms FROM node_time
                        WHERE ended_ms > :from AND started_ms < :to
                        """)
                .bind("from", fromMillis)
                .bind("to", toMillis)
                .map((row, context) -> new NodeTimeRow(
                        row.getString("study"),
                        row.getString("owner"),
                        row.getString("node"),
                        row.getInt("trial"),
                        row.getInt("attempt"),
                        row.getInt("workers"),
                        row.getInt("devices"),
                        row.getLong("started_ms"),
                        row.getLong("ended_ms"),
                        false))
                .iterator()) {
            rows.forEachRemaining(taker);
        }
        handle.createQuery("""
                        SELECT s.name, s.owner, a.trial, a.number, a.claim, a.started_ms
                        FROM attempt a JOIN study s ON s.uid = a.study
                        WHERE a.live AND a.claim IS NOT NULL AND a.started_ms > 0 AND a.started_ms < :to
                        """)
                .bind("to", toMillis)
                .map((row, context) -> {
                    for (Map.Entry<String, Held> each :
                            held(RowJson.claim(row.getString("claim"))).entrySet()) {
                        taker.accept(new NodeTimeRow(
                                row.getString("name"),
                                row.getString("owner"),
                                each.getKey(),
                                row.getInt("trial"),
                                row.getInt("number"),
                                each.getValue().workers(),
                                each.getValue().devices(),
                                row.getLong("started_ms"),
                                Math.max(nowMillis, row.getLong("started_ms")),
                                true));
                    }
                    return true;
                })
                .list();
    }
}
