package org.wockd.bench.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * The store of a core that has stopped, which is filled by copying rows that the core itself has written: so they look like
 * what it writes, whatever that is.
 */
public final class StoreFile implements AutoCloseable {
    /** Numbers from 1 to the first parameter. */
    private static final String NUMBERS =
            "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < ?)";

    private final Connection database;

    private StoreFile(Connection database) {
        this.database = database;
    }

    /**
     * Opens it.
     *
     * @param folder of the core
     */
    public static StoreFile open(Path folder) throws SQLException {
        Path file = folder.resolve("core").resolve("core.db").toAbsolutePath();
        return new StoreFile(DriverManager.getConnection("jdbc:sqlite:" + file));
    }

    /** Copies an account, with its password, so many times under the names of {@code bench-%05d} from a number on. */
    public void accounts(String like, int first, int count) throws SQLException {
        String name = "PRINTF('bench-%05d', ? + n - 1)";
        change(
                NUMBERS + " INSERT OR IGNORE INTO account (host, localpart, created_at) SELECT host, " + name
                        + ", created_at FROM account, series WHERE localpart = ?",
                count,
                first,
                like);
        change(
                NUMBERS + " INSERT OR IGNORE INTO account_key SELECT host, " + name
                        + ", hash, salt, iterations, stored_key, server_key FROM account_key, series WHERE localpart = ?",
                count,
                first,
                like);
    }

    /**
     * Fills a roster with copies of a contact that both have the presence of, up to so many in all; each has a name and a
     * group. The copies are accounts that are not there.
     *
     * @param owner a bare JID
     * @param like the bare JID of one that has such a contact
     */
    public void roster(String owner, String like, long contacts) throws SQLException {
        long missing = contacts - count("SELECT COUNT(*) FROM roster_item WHERE owner = ?", owner);
        if (missing <= 0) {
            return;
        }
        change("INSERT OR IGNORE INTO roster SELECT ?, version, oldest FROM roster WHERE owner = ?", owner, like);
        long before = count("SELECT COUNT(*) FROM roster_item WHERE owner = ? AND contact LIKE 'contact-%'", owner);
        String contact = "PRINTF('contact-%06d@localhost', ? + n)";
        change(
                NUMBERS + " INSERT INTO roster_item SELECT ?, " + contact + ", version, 'Contact number ' || n,"
                        + " subscription, ask, approved FROM series, (SELECT * FROM roster_item WHERE owner = ?"
                        + " AND subscription = 'both' ORDER BY contact LIMIT 1)",
                missing,
                owner,
                before,
                like);
        change(
                NUMBERS + " INSERT INTO roster_group SELECT ?, " + contact + ", 0, 'Friends' FROM series",
                missing,
                owner,
                before);
    }

    /**
     * Fills an archive with older copies of its oldest message, one for each second before it, up to so many in all.
     *
     * @param owner a bare JID
     * @param peers among so many other sides, which take turns: {@code peer-%03d@localhost}
     */
    public void archive(String owner, long rows, int peers) throws SQLException {
        long missing = rows - count("SELECT archived_count FROM mailbox WHERE owner = ?", owner);
        if (missing <= 0) {
            return;
        }
        // An id is a time in microseconds. What is inserted has another dedup_key and another peer than its model.
        change(
                NUMBERS + " INSERT INTO message (mailbox, id, kind, sender, dedup_key, received_at, delivered_at,"
                        + " expires_at, stanza, archived, peer, peer_resource) SELECT mailbox, id - n * 1000000, kind,"
                        + " sender, dedup_key || '-' || n, received_at - n * 1000, delivered_at, expires_at, stanza,"
                        + " archived, PRINTF('peer-%03d@localhost', n % ?), peer_resource FROM series, (SELECT * FROM"
                        + " message WHERE mailbox = (SELECT number FROM mailbox WHERE owner = ?) AND archived AND"
                        + " delivered_at IS NOT NULL ORDER BY id LIMIT 1) ORDER BY n DESC",
                missing,
                peers,
                owner);
        change(
                "UPDATE mailbox SET (archived_count, archived_bytes) = (SELECT COUNT(*), SUM(LENGTH(stanza)) FROM message"
                        + " WHERE mailbox = number AND archived) WHERE owner = ?",
                owner);
    }

    private void change(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values)) {
            statement.executeUpdate();
        }
    }

    private long count(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepared(sql, values);
                var row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private PreparedStatement prepared(String sql, Object... values) throws SQLException {
        PreparedStatement statement = database.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
