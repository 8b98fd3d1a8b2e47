package org.wockd.torrent.downloads;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleConsumer;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;
import org.wockd.torrent.downloads.DownloadException.Code;
import org.wockd.torrent.engine.AddTorrent.Source;
import org.wockd.torrent.engine.FailureCode;
import org.wockd.torrent.engine.RateLimits;
import org.wockd.torrent.intake.Bytes;
import org.wockd.torrent.intake.InfoHash;
import org.wockd.torrent.intake.IntakeException;
import org.wockd.torrent.intake.Magnet;
import org.wockd.torrent.intake.Metainfo;

/** The ledger in SQLite, with the tables of {@code db/torrent}; connections are expected with WAL and synchronous FULL. */
public final class SqlLedger implements Ledger {

    private final Jdbi jdbi;

    /** A ledger in a database that is migrated. */
    public SqlLedger(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    @Override
    public List<Entry> load() {
        return jdbi.inTransaction(handle -> {
            Map<String, List<Ownership>> owners = new LinkedHashMap<>();
            handle.createQuery("SELECT * FROM ownership ORDER BY added_at, owner")
                    .map((row, context) -> Map.entry(row.getString("torrent"), ownership(row)))
                    .forEach(one -> owners.computeIfAbsent(one.getKey(), id -> new ArrayList<>())
                            .add(one.getValue()));
            Map<String, Entry> entries = new HashMap<>();
            handle.createQuery("SELECT * FROM torrent")
                    .map((row, context) -> new Entry(
                            torrent(row),
                            List.copyOf(owners.getOrDefault(row.getString("id"), List.of())),
                            new Traffic(row.getLong("down"), row.getLong("up"))))
                    .forEach(entry -> entries.put(entry.torrent().id(), entry));
            return owners.keySet().stream()
                    .map(entries::get)
                    .filter(Objects::nonNull)
                    .toList();
        });
    }

    private static Ownership ownership(ResultSet row) throws SQLException {
        return new Ownership(
                row.getString("owner"),
                Instant.ofEpochMilli(row.getLong("added_at")),
                row.getBoolean("paused"),
                new RateLimits(row.getInt("down"), row.getInt("up")),
                row.getBoolean("announced"));
    }

    private static Torrent torrent(ResultSet row) throws SQLException {
        String id = row.getString("id");
        byte[] resume = row.getBytes("resume");
        long finished = row.getLong("finished_at");
        Instant finishedAt = row.wasNull() ? null : Instant.ofEpochMilli(finished);
        String failure = row.getString("failure");
        return new Torrent(
                id,
                new InfoHash(row.getString("v1"), row.getString("v2")),
                row.getString("folder"),
                source(id, row.getBytes("metainfo"), row.getString("magnet")),
                resume == null ? null : Bytes.of(resume),
                finishedAt,
                failure == null ? null : new Failure(FailureCode.valueOf(failure), row.getString("failure_why")));
    }

    private static Source source(String id, byte @Nullable [] metainfo, @Nullable String magnet) {
        try {
            return metainfo != null
                    ? new Source.FromMetainfo(
                            Metainfo.parse(metainfo),
                            magnet == null ? List.of() : Magnet.parse(magnet).peers())
                    : new Source.FromMagnet(Magnet.parse(String.valueOf(magnet)));
        } catch (IntakeException e) {
            throw new DownloadException(
                    Code.LEDGER_BROKEN,
                    "The ledger's entry of torrent " + id + " is damaged: " + e.text()
                            + " Restore the database from a backup, or delete that row.",
                    e);
        }
    }

    @Override
    public void add(Torrent torrent, Ownership first) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("INSERT INTO torrent (id, v1, v2, folder, magnet, metainfo) VALUES"
                            + " (:id, :v1, :v2, :folder, :magnet, :metainfo)")
                    .bind("id", torrent.id())
                    .bind("v1", torrent.infoHash().v1())
                    .bind("v2", torrent.infoHash().v2())
                    .bind("folder", torrent.folder())
                    .bind(
                            "magnet",
                            torrent.source() instanceof Source.FromMagnet m
                                    ? m.magnet().uri()
                                    : null)
                    .bind(
                            "metainfo",
                            torrent.source() instanceof Source.FromMetainfo m
                                    ? m.metainfo().raw().array()
                                    : null)
                    .execute();
            own(handle, torrent.id(), first);
        });
    }

    @Override
    public void own(String id, Ownership ownership) {
        jdbi.useTransaction(handle -> own(handle, id, ownership));
    }

    private static void own(Handle handle, String id, Ownership ownership) {
        handle.createUpdate("INSERT INTO ownership (torrent, owner, added_at, paused, down, up, announced) VALUES"
                        + " (:torrent, :owner, :added, :paused, :down, :up, :announced)"
                        + " ON CONFLICT (torrent, owner) DO UPDATE SET paused = :paused, down = :down, up = :up,"
                        + " announced = :announced")
                .bind("torrent", id)
                .bind("owner", ownership.owner())
                .bind("added", ownership.addedAt().toEpochMilli())
                .bind("paused", ownership.paused() ? 1 : 0)
                .bind("down", ownership.limits().down())
                .bind("up", ownership.limits().up())
                .bind("announced", ownership.announced() ? 1 : 0)
                .execute();
    }

    @Override
    public void disown(String id, String owner) {
        jdbi.useTransaction(handle -> {
            handle.execute("DELETE FROM ownership WHERE torrent = ? AND owner = ?", id, owner);
            handle.execute(
                    "DELETE FROM torrent WHERE id = ? AND NOT EXISTS (SELECT 1 FROM ownership WHERE torrent = ?)",
                    id,
                    id);
        });
    }

    @Override
    public void metadata(String id, Metainfo metainfo) {
        InfoHash hash = metainfo.infoHash();
        jdbi.useTransaction(handle -> handle.createUpdate(
                        "UPDATE OR IGNORE torrent SET metainfo = :metainfo, v1 = coalesce(v1, :v1),"
                                + " v2 = coalesce(v2, :v2) WHERE id = :id")
                .bind("metainfo", metainfo.raw().array())
                .bind("v1", hash.v1())
                .bind("v2", hash.v2())
                .bind("id", id)
                .execute());
    }

    @Override
    public void resume(String id, Bytes resume) {
        unflushed(handle -> handle.execute("UPDATE torrent SET resume = ? WHERE id = ?", resume.array(), id));
    }

    @Override
    public void traffic(Map<String, Traffic> now) {
        unflushed(handle -> {
            PreparedBatch batch = handle.prepareBatch("UPDATE torrent SET down = :down, up = :up WHERE id = :id");
            now.forEach((id, traffic) -> batch.bind("id", id)
                    .bind("down", traffic.down())
                    .bind("up", traffic.up())
                    .add());
            batch.execute();
        });
    }

    /** Commits what need not be on the disk yet: nothing is flushed to it before the next FULL commit. */
    private void unflushed(HandleConsumer<RuntimeException> update) {
        jdbi.useHandle(handle -> {
            // Of a connection, and only outside a transaction.
            handle.execute("PRAGMA synchronous = NORMAL");
            try {
                handle.useTransaction(update);
            } finally {
                handle.execute("PRAGMA synchronous = FULL");
            }
        });
    }

    @Override
    public void finished(String id, Instant at) {
        update("UPDATE torrent SET finished_at = ? WHERE id = ?", at.toEpochMilli(), id);
    }

    @Override
    public void announced(String id, String owner) {
        update("UPDATE ownership SET announced = 1 WHERE torrent = ? AND owner = ?", id, owner);
    }

    @Override
    public void failure(String id, @Nullable Failure failure) {
        jdbi.useTransaction(
                handle -> handle.createUpdate("UPDATE torrent SET failure = :code, failure_why = :text WHERE id = :id")
                        .bind("code", failure == null ? null : failure.code().name())
                        .bind("text", failure == null ? null : failure.text())
                        .bind("id", id)
                        .execute());
    }

    private void update(String sql, Object... values) {
        jdbi.useTransaction(handle -> handle.execute(sql, values));
    }
}
